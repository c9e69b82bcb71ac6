"""What firms of the made-up city were advised, how far they are, and which platforms they use, over three years.

Honest shares: most advice is undecided or not taken, little of it built; near half of the platforms have seats that
nobody uses. Planted: a firm that rates itself high with no official level, a level that ran out, advice left
undecided, a provider without an account, a use of which nobody knows how much is active."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Model

from lianzhang.accounts.models import User
from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse
from lianzhang.enterprises.api import FIRM
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import AssessmentKind, AssessmentLevel, Plan
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import Post, Region
from lianzhang.work.models import Clock

from .place import SOURCE

__all__ = ["write_assessments"]

SEED, PART, MOST = 31, 3, 600  # of so many firms one asks, at most so many
FIRST, LAST = date(2021, 3, 1), date(2023, 11, 30)
STATES = ("applied", "assigned", "on_site", "reported", "reported", "reported", "reported", "rechecked", "refused")
DECISIONS = ("open", "open", "open", "refused", "refused", "taken", "taken", "claimed", "built")
USED = ("active", "active", "active", "seats", "seats", "seats", "unknown")
ADVICE = ("快速换模", "设备联网采数", "在线检测", "能耗分项计量", "仓储按单拣配", "排产系统上线", "刀具寿命管理")
PLATFORMS = ("示例云工业平台", "链上协同平台", "设备云", "示例供应链平台")
OUTSIDE = "省外智能制造研究院（示例）"
Row = dict[str, Any]


def write_assessments(city: Region, account: User, seed: int) -> tuple[int, int, int]:
    """How many diagnoses, levels and reports of use; none in a city whose plan names no kinds."""
    plan = Plan.objects.get(city=city)
    kinds = list(AssessmentKind.objects.filter(plan=plan).order_by("order"))
    members = Membership.objects.filter(chain__city=city, enterprise__outside=False, ends=None)
    stands = dict(members.order_by("-enterprise", "-pk").values_list("enterprise", "chain"))
    if not kinds or not stands:
        return 0, 0, 0
    draw = _Draw(city, account, kinds, Random(seed + SEED))  # noqa: S311 - nothing secret
    firms = sorted(stands)
    asking = draw.rng.sample(firms, min(MOST, max(1, len(firms) // PART)))
    for number, firm in enumerate(asking):
        draw.diagnosis(number, firm, stands[firm])
        draw.levels_of(number, firm)
        draw.uses_of(number, firm)
    return draw.pour()


class _Draw:
    def __init__(self, city: Region, account: User, kinds: Sequence[AssessmentKind], rng: Random) -> None:
        self.rng, self.kinds, self.calendar = rng, kinds, work_calendar()
        self.own = {"version": 1, "post_id": None, "authors": (account.pk,)}
        self.same = {"city_id": city.pk, **self.own}
        rows = AssessmentLevel.objects.filter(kind__in=kinds).order_by("order")
        self.levels = {kind.pk: [row.pk for row in rows if row.kind_id == kind.pk] for kind in kinds}
        asked = {code for kind in kinds for code in kind.provider_roles} - {FIRM}
        posts = Post.objects.filter(city=city, rank__role__in=asked).order_by("code")
        self.experts = list(posts.values_list("pk", flat=True))
        self.diagnoses: list[tuple[Row, list[Row], list[Row]]] = []
        self.assessments: list[Row] = []
        self.uses: list[Row] = []

    def diagnosis(self, number: int, firm: int, chain: int) -> None:
        kind = self.kinds[number % len(self.kinds)]
        state = STATES[number % len(STATES)]
        on = FIRST + timedelta(days=self.rng.randrange((LAST - FIRST).days))
        row = self._row(firm, chain, kind, state, on, outside=number % 7 == 0 or not self.experts)
        advice = list(self._advice(row, number)) if state in ("reported", "rechecked") else []
        row |= {
            "advice_count": len(advice),
            "undecided": sum(each["state"] == "open" for each in advice),
            "taken": sum(each["state"] in ("taken", "claimed", "built") for each in advice),
            "built": sum(each["state"] == "built" for each in advice),
        }
        self.diagnoses.append((row, advice, self._rated(row, kind, state)))

    def _row(self, firm: int, chain: int, kind: AssessmentKind, state: str, on: date, *, outside: bool) -> Row:
        assigned, visited, reported = (on + timedelta(days=days) for days in (6, 20, 44))
        went = state in ("assigned", "on_site", "reported", "rechecked")
        was_there = state in ("on_site", "reported", "rechecked")
        done = state in ("reported", "rechecked")
        since, limit = {
            "applied": (on, kind.assign_workdays),
            "assigned": (assigned, kind.visit_workdays),
            "on_site": (visited, kind.report_workdays),
        }.get(state, (on, None))
        again = reported + timedelta(days=370) if state == "rechecked" else None
        return {
            "enterprise_id": firm,
            "chain_id": chain,
            "kind_id": kind.pk,
            "state": state,
            "applied_on": on,
            "text": "换型时间长，想知道先改哪一段。（示例）",
            "provider_post_id": self.rng.choice(self.experts) if went and not outside else None,
            "provider_firm_id": None,
            "provider_name": OUTSIDE if went and outside else "",
            "assigned_on": assigned if went else None,
            "visited_on": visited if was_there else None,
            "reported_on": reported if done else None,
            "recheck_on": reported + timedelta(days=365) if done else None,
            "rechecked_on": again,
            "ended_on": again or (assigned if state == "refused" else None),
            "summary": "设备大多没有联网，排产靠人。（示例）" if done else "",
            "reason": "今年名额已满，明年再申请。（示例）" if state == "refused" else "",
            "due": self.calendar.add_workdays(since, limit) if limit else None,
        }

    def _advice(self, row: Row, number: int) -> Iterator[Row]:
        """The first firm that was reported to decides on nothing; the next one has built all that it took."""
        decided = row["reported_on"] + timedelta(days=25)
        for what in self.rng.sample(ADVICE, 2 + number % 3):
            state = "open" if number == STATES.index("reported") else self.rng.choice(DECISIONS)
            built = state in ("claimed", "built")
            yield {
                "what": what,
                "investment": Decimal(self.rng.randrange(20, 900)) if self.rng.random() < 0.8 else None,
                "gain": "换型时间减半（示例）",
                "state": state,
                "reason": "今年没有预算（示例）" if state == "refused" else "",
                "decided_on": None if state == "open" else decided,
                "built_on": decided + timedelta(days=180) if built else None,
                "built_by": "验收单（示例）" if built else "",
                **self.own,
            }

    def _rated(self, row: Row, kind: AssessmentKind, state: str) -> list[Row]:
        """What the provider found, at the report and again."""
        levels = self.levels[kind.pk]
        first = self.rng.randrange(max(1, len(levels) - 2))
        told = [("before", first, row["reported_on"])] if state in ("reported", "rechecked") else []
        if state == "rechecked":
            told.append(("after", min(first + self.rng.randrange(2), len(levels) - 1), row["rechecked_on"]))
        who = row["provider_name"] or "诊断专家（示例）"
        return [
            self._level(row["enterprise_id"], kind, levels[at], "provider", on, who) | {"part": part}
            for part, at, on in told
        ]

    def _level(self, firm: int, kind: AssessmentKind, level: int, basis: str, on: date, assessor: str) -> Row:
        until = on.replace(year=on.year + (kind.valid_months or 36) // 12) - timedelta(days=1)
        return {
            "enterprise_id": firm,
            "kind_id": kind.pk,
            "level_id": level,
            "basis": basis,
            "assessor": assessor,
            "assessed_on": on,
            "valid_until": until,
            "source": f"{SOURCE}：评定名单",
            "diagnosis_id": None,
            "part": "",
            "state": "recorded",
            "reason": "",
            **self.same,
        }

    def levels_of(self, number: int, firm: int) -> None:
        """One in four is rated officially, one in three rates itself, and higher; the first official one ran out."""
        kind = self.kinds[number % len(self.kinds)]
        levels, on = self.levels[kind.pk], date(2022, 1 + number % 12, 15)
        if number % 4 == 1:
            day = date(2019, 6, 15) if number == 1 else on
            at = self.rng.randrange(max(1, len(levels) - 2))
            self.assessments.append(self._level(firm, kind, levels[at], "official", day, "示例省主管部门"))
        if number % 3 == 0:
            self.assessments.append(self._level(firm, kind, levels[-1 if number == 0 else -2], "self", on, ""))

    def uses_of(self, number: int, firm: int) -> None:
        for year in (2022, 2023) if number % 2 else (2023,):
            how, seats = USED[(number + year) % len(USED)], self.rng.randrange(5, 200)
            platform = PLATFORMS[number % len(PLATFORMS)]
            self.uses.append({
                "enterprise_id": firm, "platform": platform, "platform_key": platform, "seats": seats,
                "active": {"active": max(1, seats // 3), "seats": 0, "unknown": None}[how],
                "period_start": date(year, 1, 1),
                "period_end": date(year, 12, 31),
                "source": f"{SOURCE}：平台后台导出",
                "state": "reported" if year == 2023 and number % 5 == 0 else "checked",
                "reported_at": datetime.combine(date(year + 1, 1, 20), time(10), SHANGHAI),
                "reason": "", **self.same,
            })  # fmt: skip

    def pour(self) -> tuple[int, int, int]:
        keys = allocate_ids(Diagnosis, len(self.diagnoses))
        pairs = list(zip(keys, self.diagnoses, strict=True))
        _put(Diagnosis, [{"id": pk, **self.same, **row} for pk, (row, _, _) in pairs])
        _put(Advice, [{"diagnosis_id": pk, **each} for pk, (_, advice, _) in pairs for each in advice])
        rated = [each | {"diagnosis_id": pk} for pk, (_, _, rated) in pairs for each in rated]
        _put(Assessment, [*rated, *self.assessments])
        _put(PlatformUse, self.uses)
        _put(Clock, [self._clock(pk, row) for pk, (row, _, _) in pairs if row["due"]])
        return len(pairs), len(rated) + len(self.assessments), len(self.uses)

    def _clock(self, pk: int, row: Row) -> Row:
        name = {"applied": "assign", "assigned": "visit", "on_site": "report"}[row["state"]]
        kind = next(each for each in self.kinds if each.pk == row["kind_id"])
        since = {"applied": row["applied_on"], "assigned": row["assigned_on"], "on_site": row["visited_on"]}
        started = datetime.combine(since[row["state"]], time(9), SHANGHAI)
        limit = getattr(kind, f"{name}_workdays")
        return {
            "subject": f"assessments.Diagnosis:{pk}",
            "name": name,
            "limit_workdays": limit,
            "due": row["due"],
            "started_at": started,
            "extended_workdays": 0,
            "stopped_at": None,
            "pauses": [],
            "provisional": False,
        }


def _put(model: type[Model], rows: Sequence[Row]) -> None:
    if rows:
        bulk_insert(model, {name: [row[name] for row in rows] for name in rows[0]})
