"""Writes what firms applied for since the plan began, what they were granted, and what was paid, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.plans.models import Programme, ProgrammeKind
from lianzhang.policies.api import keep, work_out
from lianzhang.policies.models import Application, Award, Payment
from lianzhang.registry.models import Post, Region
from lianzhang.work.models import Clock

from .application_draws import ApplicationDraw, Drawn

__all__ = ["COUNTS", "write_applications"]

COUNTS = {"town": 60, "city": 600, "province": 200_000}
OF_TITLES = 0.3  # of all, asked for a title that was not granted
POOL = 24  # firms that ask for a place in each pool
BEHIND = {"town": 20, "city": 150, "province": 2_000}  # titles of the register with the application behind them


def write_applications(city: Region, account: User, scale: str, seed: int) -> tuple[int, int]:
    """How many applications and how many payments were written."""
    rows = Programme.objects.filter(plan__city=city).exclude(kind__gives=ProgrammeKind.Gives.STAKE)
    programmes = list(rows.select_related("kind", "honour").order_by("pk"))
    firms = list(
        Enterprise.objects.filter(city=city, outside=False, merged_into=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not programmes or not firms:
        return 0, 0
    draw = ApplicationDraw(seed, timezone.localdate(), programmes)
    drawn = list(_all(draw, city, programmes, firms, scale))
    drawn.sort(key=lambda each: each.application["entered_at"])
    if scale != "province":  # where the worker does it overnight
        keep(firms, work_out(firms))
    return _pour(city, account, _posts(city), drawn)


def _all(
    draw: ApplicationDraw, city: Region, programmes: list[Programme], firms: list[int], scale: str
) -> Iterator[Drawn]:
    titles = [each for each in programmes if each.honour_id and draw.windows[each.pk]]
    own = list(Enterprise.objects.filter(city=city, organization__isnull=False).values_list("pk", flat=True))
    for firm in own:  # whom one can be: some of each
        yield from draw.under_way(firm)
        yield from filter(None, (draw.money(firm) for _ in range(8)))
    for programme in titles:
        held = Honour.objects.filter(kind=programme.honour_id, enterprise__isnull=False, subject_name="")
        rows = held.filter(granted__lte=draw.today).order_by("-granted", "pk")[: BEHIND[scale] // 10]
        yield from filter(None, (draw.granted_title(programme, each) for each in rows))
    places = [each for each in programmes if not each.gives_money and not each.honour_id]
    for each in places:
        yield from filter(None, (draw.place(each, firm) for firm in draw.rng.sample(firms, min(POOL, len(firms)))))
    for _ in range(COUNTS[scale]):
        asks_title = titles and draw.rng.random() < OF_TITLES
        firm = draw.rng.choice(firms)
        row = draw.title(draw.rng.choice(titles), firm) if asks_title else draw.money(firm)
        if row is not None:
            yield row


def _posts(city: Region) -> dict[int, int]:
    """The post of each firm that has one."""
    firms = Enterprise.objects.filter(city=city, organization__isnull=False).values_list("organization", "pk")
    by_body = dict(firms)
    posts = Post.objects.filter(organization__in=by_body).order_by("pk").values_list("organization", "pk")
    return {by_body[body]: post for body, post in posts if body is not None}


def _pour(city: Region, account: User, posts: dict[int, int], drawn: Sequence[Drawn]) -> tuple[int, int]:
    own: dict[str, Any] = {"version": 0, "authors": ()}
    keys = allocate_ids(Application, len(drawn))
    same = {"city_id": city.pk, "entered_by_id": account.pk, **own}
    pairs = list(zip(keys, drawn, strict=True))
    _put(
        Application,
        [
            {"id": pk, "post_id": posts.get(row.application["enterprise_id"]), **same, **row.application}
            for pk, row in pairs
        ],
    )
    clock: dict[str, Any] = {"extended_workdays": 0, "stopped_at": None, "pauses": [], "provisional": False}
    _put(Clock, [{"subject": f"policies.Application:{pk}", **clock, **row.clock} for pk, row in pairs if row.clock])
    granted = [(pk, row) for pk, row in pairs if row.award]
    awards = list(zip(allocate_ids(Award, len(granted)), granted, strict=True))
    held = {"state": "held", "removed_on": None, "reason": "", "rechecked_on": None, "post_id": None, **own}
    _put(
        Award,
        [{"id": pk, "city_id": city.pk, "application_id": of, **held, **(row.award or {})} for pk, (of, row) in awards],
    )
    paid = {"state": "paid", "recovered_on": None, "reason": "", "post_id": None, **own}
    payments = [{"award_id": pk, **paid, **each} for pk, (_, row) in awards for each in row.payments]
    _put(Payment, payments)
    return len(drawn), len(payments)


def _put(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        bulk_insert(model, {name: [row[name] for row in rows] for name in rows[0]})
