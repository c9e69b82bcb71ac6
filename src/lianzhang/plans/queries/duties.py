"""One duty as its page shows it: what is asked of whom, and the records that show it done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from lianzhang.kernel.metrics import Row, Scope
from lianzhang.plans.duty_evidence import latest_rows
from lianzhang.plans.evaluating import DutyStanding
from lianzhang.plans.evaluation import Evaluation
from lianzhang.plans.models import Duty, Observation
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.counting import members_of
from lianzhang.plans.words.reckoning import Piece, duty_answer
from lianzhang.plans.words.wording import duty_text
from lianzhang.registry.models import Chain, Organization, Park, Region
from lianzhang.work.models import ReportState

from .records import Record, other_records, record_of

__all__ = ["DutyPage", "duty_page"]

SHOWN = 30
MEMBERS: dict[str, Any] = {"chain": Chain, "region": Region, "park": Park, "organization": Organization}


@dataclass(frozen=True, slots=True)
class DutyPage:
    duty: Duty
    standing: DutyStanding
    asked: str
    answer: list[Piece]
    counting: list[Record]
    others: list[Record]
    tiles: list[tuple[str, Evaluation]]

    @property
    def what(self) -> str:
        """What the parts are counted by."""
        return members_of(self.evaluation) if self.duty.each else "期"

    @property
    def unlisted(self) -> int:
        """How many that count are not listed: there are more than a page holds, or they are out of sight."""
        return self.standing.count - len(self.counting)

    @property
    def evaluation(self) -> Evaluation:
        return self.standing.evaluation


def duty_page(vp: PlanViewpoint, code: str, *, most: int | None = SHOWN) -> DutyPage:
    """Of what rooms registered the latest, `most` of them. Raises Http404 for a duty the plan does not have."""
    duty = vp.rows(Duty).select_related("clause").prefetch_related("owners").filter(code=code).first()
    if duty is None:
        raise Http404(f"{vp.plan}里没有编号为“{code}”的任务")
    duty.plan = vp.plan
    standing = vp.duty_standing(duty)
    counted = set(standing.evidence.rows)
    reports = vp.rows(Observation).filter(duty=duty).exclude(state=ReportState.REPLACED)
    rows = reports.select_related("source", "chain", "group", "region", "target", "duty").order_by("-date", "-pk")
    records = [
        record_of(row, deciding=Row("observation", row.pk) in counted)
        for row in vp.stated.name_all(rows, "chain", "group")
    ]
    rows_told = latest_rows(duty, vp.user, vp.at, most)
    told = sorted(other_records(rows_told, set(rows_told), vp), key=_date, reverse=True)
    records = sorted([*records, *told[:most]], key=_date, reverse=True)
    return DutyPage(
        duty=standing.duty,
        standing=standing,
        asked=duty_text(standing.duty),
        answer=duty_answer(standing),
        counting=[record for record in records if record.deciding],
        others=[record for record in records if not record.deciding],
        tiles=_tiles(vp, standing.evaluation),
    )


def _tiles(vp: PlanViewpoint, evaluation: Evaluation) -> list[tuple[str, Evaluation]]:
    """Each part by its name, in order. A query for each kind of member."""
    pks: dict[str, list[int | None]] = {}
    for part in evaluation.parts:
        if isinstance(part.key, Scope):
            pks.setdefault(part.key.kind, []).append(part.key.pk)
    names: dict[Any, Any] = {
        Scope(kind, pk): vp.stated.name(row)
        for kind, wanted in pks.items()
        for pk, row in MEMBERS[kind].objects.in_bulk(wanted).items()
    }
    return [(str(names.get(part.key, part.key)), part.evaluation) for part in evaluation.parts]


def _date(record: Record) -> date:
    return record.date or date.min
