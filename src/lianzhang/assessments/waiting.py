"""What diagnoses, advice and platforms tell the desk, the search and a chain's page."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .filters import Wanted
from .models import RUNNING, Advice, Assessment, Basis, Diagnosis, DiagnosisState, PlatformUse
from .permissions import Permission
from .queries import (
    DIAGNOSIS_LISTED,
    advice_to_do,
    diagnoses_to_do,
    filter_diagnoses,
    in_force,
    of_chain,
    stale,
    uses_to_do,
    worth_of,
)

__all__ = ["chain_part", "due", "search", "state", "waiting"]

MOST = 5
VERBS = {
    DiagnosisState.APPLIED: "派单",
    DiagnosisState.ASSIGNED: "到现场",
    DiagnosisState.ON_SITE: "出报告",
    DiagnosisState.REPORTED: "复评",
}


def waiting(vp: Viewpoint) -> Waiting | None:
    """Diagnoses one by one, advice and reports of use by their number. None for those who have nothing to do here."""
    user, today = vp.user, timezone.localdate()
    if not any(
        may(user, each) for each in (Permission.ASSIGN, Permission.CARRY, Permission.DECIDE, Permission.ENTER_USE)
    ):
        return None
    rows = visible(user, Diagnosis).filter(diagnoses_to_do(user))
    advice = visible(user, Advice).filter(advice_to_do(user)).count()
    uses = visible(user, PlatformUse).filter(uses_to_do(user)).count() if may(user, Permission.READ_USE) else 0
    count = rows.count()
    told = (*(_diagnoses(rows, today) if count else ()), *_advice(user, advice, today), *_uses(uses))
    everything = Link("全部", "diagnoses", query={"mine": "todo"})
    more = ((everything, f"{number(count)}件"),) if count > MOST else ()
    late = rows.filter(state__in=RUNNING, due__lt=today).count() if count else 0
    return Waiting(count + advice + uses, told, more, late=late)


def _diagnoses(rows: Any, today: date) -> Iterator[WaitingRow]:
    for row in rows.select_related(*DIAGNOSIS_LISTED).order_by("due", "pk")[:MOST]:
        verb = VERBS[DiagnosisState(row.state)]
        on = row.recheck_on if row.state == DiagnosisState.REPORTED else row.due
        by = f"{on:%m-%d}{'起' if row.state == DiagnosisState.REPORTED else '前'}" if on else ""
        late = row.state in RUNNING and on is not None and on < today
        link = Link(str(row), "diagnosis", (row.pk,))
        yield WaitingRow(link, verb, by, late, verb=verb, kind="诊断", chain=str(row.chain or ""), due=on)


def _advice(user: Any, count: int, today: date) -> Iterator[WaitingRow]:
    """To the firm what it has not decided; late is what it has not decided in the days that the plan gives."""
    if not count:
        return
    late = visible(user, Advice).filter(advice_to_do(user)).filter(stale(user, today)).count()
    link = Link("诊断建议等您办", "advice_list", query={"mine": "todo"})
    note = f"{number(late)}条拖久了" if late else ""
    yield WaitingRow(link, f"{number(count)}条", note, bool(late), verb="决定或核实", kind="诊断建议")


def _uses(count: int) -> Iterator[WaitingRow]:
    if count:
        link = Link("平台使用等您办", "platform_uses", query={"mine": "todo"})
        yield WaitingRow(link, f"{number(count)}份", verb="核对", kind="平台使用")


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days from which firms are to be looked at again."""
    if not may(vp.user, Permission.READ):
        return
    by_day: dict[date, list[DueRow]] = {}
    rows = visible(vp.user, Diagnosis).filter(
        state=DiagnosisState.REPORTED, recheck_on__gt=vp.at, recheck_on__lte=until
    )
    for row in rows.select_related("enterprise", "kind").order_by("recheck_on", "pk"):
        line = DueRow(Link(str(row), "diagnosis", (row.pk,)), "该复评")
        by_day.setdefault(row.recheck_on or until, []).append(line)
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="件诊断要复评", most=4)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Diagnoses by their firm; not while somebody types."""
    if query.brief or not may(vp.user, Permission.READ):
        return
    rows = filter_diagnoses(Wanted(q=query.text), vp.user).select_related(*DIAGNOSIS_LISTED)
    hits = tuple(
        SearchHit(Link(str(row), "diagnosis", (row.pk,)), row.get_state_display()) for row in rows[: query.most]
    )
    if hits:
        everything = Link("全部", "diagnoses", query={"q": query.text})
        yield SearchGroup("diagnosis", "诊断", "件", 52, hits, rows.count(), everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """Of firms of a chain: how many were diagnosed, with what came of the advice; how many have an official level."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    on_it = of_chain(vp.user, chain, vp.at)
    worth = worth_of(visible(vp.user, Diagnosis).filter(on_it))
    answers = []
    if worth.reported:
        came_of_it = f"建议{number(worth.advice)}条，采纳{number(worth.taken)}条，建成{number(worth.built)}条"
        words = f"诊断过{number(worth.firms)}家，{came_of_it}"
        answers.append(Link(words, "diagnoses", query={"chain": chain.code, "mine": "reported"}))
    levels = visible(vp.user, Assessment).filter(on_it, in_force(vp.at), basis=Basis.OFFICIAL)
    firms = levels.order_by().aggregate(firms=Count("enterprise", distinct=True))["firms"]
    if firms:
        words = f"{number(firms)}家有官方评定的等级"
        answers.append(Link(words, "assessments", query={"chain": chain.code, "mine": Basis.OFFICIAL.value}))
    return ChainPart(answers=tuple(answers))


def state(city: int) -> Hashable:
    """Moves with every act on a diagnosis, its advice, or a level, of which pages of chains tell."""
    told = {"rows": Count("pk"), "versions": Sum("version")}
    counts = {"taken": Sum("taken"), "built": Sum("built")}
    diagnoses = Diagnosis.objects.filter(city=city).aggregate(**told, **counts)
    return tuple(diagnoses.values()), tuple(Assessment.objects.filter(city=city).aggregate(**told).values())
