"""Writes what firms needed since the plan began, who answered, and what of it was delivered, table by table."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import FIRM
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.market.api import Pair, seat_pairs
from lianzhang.market.models import Delivery, Event, FollowUp, Juror, Match, Need, Posting, Result, Score
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Chain, Post, Region
from lianzhang.supply.models import Purchase, PurchaseState

from .need_draws import Answered, Drawn, Kinds, NeedDraw
from .need_scores import ScoreDraw

__all__ = ["COUNTS", "write_needs"]

COUNTS = {"town": 40, "city": 700, "province": 100_000}
SOON, CALLED = timedelta(days=45), 0.4  # what part of the talks begun so shortly before an event met there
OPENS, TABLES, ROUND = time(9), 12, timedelta(minutes=30)


def write_needs(city: Region, account: User, scale: str, seed: int) -> tuple[int, int]:
    """How many needs and how many answers were written."""
    today = timezone.localdate()
    plan = Plan.objects.filter(city=city).order_by("-ends").first()
    if plan is None or not (kinds := Kinds(plan)).rows:
        return 0, 0
    draw, firms = NeedDraw(seed, plan.starts, today, kinds), _firms(city)
    bodies = _bodies(city, {each.answered_by for each in kinds.rows})
    rivals = [firm for firm, _ in firms][:400]
    drawn = [draw.need(*draw.rng.choice(firms), bodies, rivals) for _ in range(COUNTS[scale])] if firms else []
    drawn += _met(city, draw, dict(firms), COUNTS[scale] // 10, today)
    _seat(draw, _events(city, account, plan.starts, today), drawn)
    drawn += _asked(city, draw, dict(firms), bodies)
    if firms:
        drawn += draw.counted(*firms[0], bodies, rivals, plan.ends - timedelta(days=330))
    judging = ScoreDraw(seed, today, plan, city)
    drawn += _challenges(draw, judging, firms, bodies)
    drawn.sort(key=lambda each: each.need["entered_at"])
    for each in drawn:
        judging.judge(each)
    return _pour(city, account, kinds, _posts(city), drawn)


def _met(city: Region, draw: NeedDraw, chains: dict[int, int], most: int, today: date) -> list[Drawn]:
    """Of purchases that both sides confirmed, some had been needs first."""
    rows = Purchase.objects.filter(city=city, state=PurchaseState.CONFIRMED, supplier__isnull=False)
    chosen = rows.filter(period_end__lte=today, customer__in=list(chains)[:400]).order_by("-period_end", "pk")
    made = (draw.bought(each, chains[each.customer_id]) for each in chosen[:most] if each.customer_id in chains)
    return [each for each in made if each is not None]


def _asked(city: Region, draw: NeedDraw, chains: dict[int, int], bodies: dict[str, list[int]]) -> list[Drawn]:
    """Of the firm that has an account first, and of the first post of each role that answers."""
    owners = Enterprise.objects.filter(city=city, organization__posts__rank__role=FIRM)
    firm = owners.order_by("organization__posts__pk").values_list("pk", flat=True).first()
    if firm is None or firm not in chains:
        return []
    asked = ((role, min(posts)) for role, posts in sorted(bodies.items()) if role != FIRM)
    made = [draw.asked_now(firm, chains[firm], role, post) for role, post in asked]
    return [each for each in made if each is not None]


def _challenges(
    draw: NeedDraw, judging: ScoreDraw, firms: Sequence[tuple[int, int]], bodies: dict[str, list[int]]
) -> list[Drawn]:
    """Of each kind that posts answer and experts judge one in talks and one that was signed, however few are drawn."""
    kinds = [each for each in draw.kinds.rows if each.judges and bodies.get(each.answered_by)]
    if not firms:
        return []
    firm, chain = max(firms, key=lambda each: (len(judging.experts.get(each[1], ())), -each[0]))
    told = [(kind, bodies[kind.answered_by][-1]) for kind in kinds]
    return [draw.challenge(kind, firm, chain, body, state) for kind, body in told for state in ("talking", "agreed")]


def _events(city: Region, account: User, first: date, today: date) -> list[tuple[date, int]]:
    """Day and key of each: one a quarter, the last of them to come."""
    days = [date(year, month, 20) for year in range(first.year, today.year + 2) for month in (3, 6, 9, 12)]
    days = [day for day in days if day < today] + [day for day in days if day >= today][:1]
    keys = allocate_ids(Event, len(days))
    same: dict[str, Any] = {"city_id": city.pk, "entered_by_id": account.pk, "chain_id": None, "post_id": None}
    same |= {
        "kind_id": None,
        "version": 0,
        "authors": (),
        "place": "会展中心二楼（示例）",
        "starts": OPENS,
        "tables": TABLES,
        "minutes": ROUND.seconds // 60,
    }
    same |= {"entered_at": timezone.now(), "reason": ""}
    rows = [
        {
            "id": pk,
            "title": f"{day.year}年第{(day.month + 2) // 3}季度供需对接会",
            "day": day,
            "state": "held" if day < today else "planned",
            **same,
        }
        for pk, day in zip(keys, days, strict=True)
    ]
    _put(Event, rows)
    return sorted(zip(days, keys, strict=True))


def _seat(draw: NeedDraw, events: list[tuple[date, int]], drawn: Sequence[Drawn]) -> None:
    """Part of what began in the weeks before an event met there; of those that were held the tables are known."""
    met: dict[tuple[date, int], list[Pair]] = {}
    by_key: dict[Hashable, dict[str, Any]] = {}
    for at, each in enumerate(drawn):
        if (match := each.match) is None:
            continue
        coming = next((pair for pair in events if pair[0] >= match["begun_on"]), None)
        if coming and coming[0] - match["begun_on"] < SOON and draw.rng.random() < CALLED:
            match["event_id"] = coming[1]
            party = ("post", match["body_id"]) if match["body_id"] else ("firm", match["enterprise_id"])
            by_key[at] = match
            met.setdefault(coming, []).append(Pair(at, ("firm", each.need["enterprise_id"]), party))
    for (day, _), pairs in met.items():
        for seat in seat_pairs(pairs, TABLES) if day < draw.today else ():
            begins = datetime.combine(day, OPENS) + seat.round * ROUND
            by_key[seat.key] |= {"table": seat.table + 1, "meets_at": begins.time()}


def _firms(city: Region) -> list[tuple[int, int]]:
    """Firms that stand on a chain, each with one of them."""
    rows = Membership.objects.filter(enterprise__city=city, enterprise__outside=False, ends=None)
    return list(dict(rows.order_by(FIRM, "pk").values_list(FIRM, "chain")).items())


def _posts(city: Region) -> dict[int, int]:
    """The team that entered it, of each chain."""
    chains = Chain.objects.filter(city=city).values_list("code", "pk")
    posts = dict(Post.objects.filter(city=city, code__startswith="lead-").values_list("code", "pk"))
    return {pk: posts[f"lead-{code}"] for code, pk in chains if f"lead-{code}" in posts}


def _bodies(city: Region, roles: set[str]) -> dict[str, list[int]]:
    posts = Post.objects.filter(city=city, rank__role__in=roles).order_by("code").values_list("rank__role", "pk")
    told: dict[str, list[int]] = {}
    for role, pk in posts:
        told.setdefault(role, []).append(pk)
    return told


def _pour(city: Region, account: User, kinds: Kinds, posts: dict[int, int], drawn: Sequence[Drawn]) -> tuple[int, int]:
    own: dict[str, Any] = {"version": 0, "authors": ()}
    needs = allocate_ids(Need, len(drawn))
    same = {"city_id": city.pk, "entered_by_id": account.pk, **own}
    rows = [
        {"id": pk, "post_id": posts.get(each.need["chain_id"]), **same, **each.need}
        for pk, each in zip(needs, drawn, strict=True)
    ]
    _put(Need, rows)
    _put(Posting, [_posting(kinds, row) for row, each in zip(rows, drawn, strict=True) if each.posted])
    answered = [(pk, each) for pk, each in zip(needs, drawn, strict=True) if each.match]
    beside = [(pk, rival) for pk, each in answered for rival in each.rivals]
    matches = allocate_ids(Match, len(answered) + len(beside))
    given = [(need, each.match or {}) for need, each in answered] + [(need, each.match) for need, each in beside]
    _put(
        Match,
        [
            {"id": pk, "city_id": city.pk, "need_id": need, "post_id": None, **own, **row}
            for pk, (need, row) in zip(matches, given, strict=True)
        ],
    )
    pairs = [(pk, each) for pk, (_, each) in zip(matches, answered, strict=False)]
    _judged(answered, [*pairs, *zip(matches[len(answered) :], (rival for _, rival in beside), strict=True)])
    note = {"note": "银行回单、到岗名册或验收单（示例）"}
    _put(Delivery, [{"match_id": pk, **note, **each.delivery} for pk, each in pairs if each.delivery])
    _put(
        FollowUp,
        [{"match_id": pk, "post_id": None, **own, **answer} for pk, each in pairs for answer in each.answers],
    )
    return len(rows), len(given)


def _judged(answered: Sequence[tuple[int, Drawn]], pairs: Sequence[tuple[int, Drawn | Answered]]) -> None:
    """Who judged each need, what they gave each answer, and what was announced."""
    own: dict[str, Any] = {"version": 1, "authors": ()}
    blank = {"organization_id": None, "state": "sitting", "reason": ""}
    _put(Juror, [{"need_id": need, **own, **blank, **each} for need, drawn in answered for each in drawn.jurors])
    _put(Score, [{"match_id": pk, **own, **score} for pk, each in pairs for score in each.scores])
    _put(Result, [{"match_id": pk, **each.result} for pk, each in pairs if each.result])


def _posting(kinds: Kinds, row: dict[str, Any]) -> dict[str, Any]:
    """What is published of a need: never what its kind keeps within."""
    names = ("city_id", "kind_id", "chain_id", "title", "text", "quantity", "unit", "wanted_by", "valid_until")
    within = kinds.within.get(row["kind_id"], set())
    told = {code: text for code, text in row["details"].items() if code not in within}
    said = {name: row[name] for name in names}
    return said | {
        "need_id": row["id"],
        "details": told,
        "open": row["state"] == "open",
        "notice": row["state"] == "submitted",
        "published_on": row["published_on"] or row["staged_on"],
    }


def _put(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        bulk_insert(model, {name: [row[name] for row in rows] for name in rows[0]})
