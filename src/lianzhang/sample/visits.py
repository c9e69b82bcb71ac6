"""Visits over the years and what was promised at them: kept, late, moved, given up, never spoken of again.

Drawn from a seed of its own, up to the day on which the city is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.access.api import OF_CHAINS
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Plan, VisitKind
from lianzhang.records.api import store_file
from lianzhang.records.models import Attachment
from lianzhang.registry.api import unit_of
from lianzhang.registry.models import Chain, Organization, Post, Region
from lianzhang.visits.models import HELD, Promise, Visit

from .place import facts

__all__ = ["COUNTS", "write_visits"]

COUNTS = {"town": 60, "city": 600, "province": 9_000}
FIRST = date(2021, 1, 11)
LATELY, BACK, AHEAD = 0.08, 40, 21  # what part lies in the last days, and in those to come
# What part of the visits: moved, called off, never written up, sent back; no promise, one, two or three promises.
MOVED, CANCELLED, SILENT, UNWRITTEN = 0.12, 0.05, 0.04, 0.05
PROMISED = (0.1, 0.35, 0.7)
# What part of the promises: moved, kept late, given up, withdrawn, never kept, never spoken of by the unit.
POSTPONED, LATE, BROKEN, WITHDRAWN, FORGOTTEN, MUTE = 0.16, 0.18, 0.05, 0.02, 0.05, 0.35
OF_FIRM_WITH_POST, FORGOTTEN_FOR = 0.05, 500  # days after which what was forgotten is given up
PAPER = "示例凭据：虚构的城市，只供试用。\n".encode()
SAID = ("方案已报分管领导。（示例）", "线路已改，等验收。（示例）", "还差一家单位的意见。（示例）")
Row = dict[str, Any]


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(10), SHANGHAI) if day else None


class _Drawing:
    def __init__(self, city: Region, account: User, scale: str, seed: int) -> None:
        self.often = OF_FIRM_WITH_POST * min(1, COUNTS["city"] / COUNTS[scale])
        self.rng = Random(seed + 71)  # noqa: S311 - nothing secret
        self.city, self.account, self.today = city, account, timezone.localdate()
        plan = Plan.objects.get(city=city)
        self.kinds = dict(VisitKind.objects.filter(plan=plan).values_list("code", "pk"))
        self.told = [each for each in facts()["visits"] if each["kind"] in self.kinds]
        self.weights = [each["weight"] for each in self.told]
        self.chains = self._chains(plan)
        firms = Membership.objects.filter(enterprise__city=city, enterprise__outside=False).order_by("pk")
        columns = firms.values_list("enterprise", "chain", "enterprise__region")
        self.firms = [each for each in columns if each[1] in self.chains]
        with_post = Enterprise.objects.filter(city=city, organization__isnull=False).values_list("pk", flat=True)
        self.with_post = [each for each in self.firms if each[0] in set(with_post)]
        places = Region.objects.filter(city=city, kind__in=("district", "county", "county_city")).order_by("code")
        self.districts = {each.pk: unit_of(each).pk for each in places}
        names = {body for each in facts()["visits"] for _, body in each["promises"]} - {"district"}
        self.units = {name: self._unit(name, number) for number, name in enumerate(sorted(names))}

    def _chains(self, plan: Plan) -> dict[int, list[int]]:
        """The posts that lead visits, by chain."""
        told = {}
        for chain in Chain.objects.filter(city=self.city, plans=plan).order_by("code"):
            posts = Post.objects.filter(city=self.city, chains=chain, rank__role__in=OF_CHAINS)
            keys = list(posts.order_by("code").values_list("pk", flat=True))
            if keys:
                told[chain.pk] = keys
        return told

    def _unit(self, name: str, number: int) -> int:
        """The body of that name, made where the plan names none."""
        body = Organization.objects.filter(city=self.city, name=name).first()
        code = f"visit-bureau-{number}"
        body = body or Organization.objects.create(city=self.city, code=code, name=name, kind="department")
        return unit_of(body).pk

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    def day(self) -> date:
        if self.chance(LATELY):
            return self.today + timedelta(days=self.rng.randrange(-BACK, AHEAD))
        return FIRST + timedelta(days=self.rng.randrange((self.today - FIRST).days))

    def visit(self, pk: int, day: date) -> tuple[Row, dict[str, Any]]:
        """One visit as it stands today, and the words that it is told by."""
        rng, told = self.rng, self.rng.choices(self.told, self.weights)[0]
        row: Row = {"id": pk, "city_id": self.city.pk, "kind_id": self.kinds[told["kind"]], "place": "", "notes": ""}
        row |= dict.fromkeys(("asked", "result", "next_step", "reason", "target"), "")
        row |= {"enterprise_id": None, "next_on": None, "written_at": None, "decided_at": None, "version": 0}
        row |= self._to(told["kind"], day)
        moved = self.chance(MOVED)
        agreed = day - timedelta(days=rng.randrange(5, 20)) if moved else day
        entered = min(agreed - timedelta(days=rng.randrange(1, 10)), self.today - timedelta(days=1))
        row |= {"topic": rng.choice(told["topics"]), "lead_id": rng.choice(self.chains[row["chain_id"]])}
        row |= {"date": day, "first_date": agreed, "moved": int(moved), "state": "planned", "post_id": None}
        row |= {"entered_by_id": self.account.pk, "entered_at": _moment(entered), "authors": (self.account.pk,)}
        row["reason"] = "对方临时有事。（示例）" if moved else ""
        self._go_on(row, told, day)
        return row, told

    def _to(self, kind: str, day: date) -> Row:
        if kind == "service" and self.firms:
            lately = day > self.today - timedelta(days=BACK)
            own = self.with_post and self.chance(3 * self.often if lately else self.often)
            firm, chain, region = self.rng.choice(self.with_post if own else self.firms)
            return {"enterprise_id": firm, "chain_id": chain, "region_id": region}
        name = f"示例外地{self.rng.choice('东南西北中')}{self.rng.randrange(1, 400)}号公司"
        place = self.rng.choice(list(self.districts)) if self.chance(0.6) else None
        return {"target": name, "chain_id": self.rng.choice(list(self.chains)), "region_id": place}

    def _go_on(self, row: Row, told: dict[str, Any], day: date) -> None:
        rng = self.rng
        if self.chance(CANCELLED):
            row |= {
                "state": "cancelled",
                "reason": "对方改由别的市接待。（示例）",
                "decided_at": _moment(min(day, self.today)),
            }
            return
        if day >= self.today or self.chance(SILENT if day > self.today - timedelta(days=60) else 0):
            return
        row["state"] = "held"
        if self.chance(UNWRITTEN if day > self.today - timedelta(days=90) else 0):
            return
        written, decided = (day + timedelta(days=days) for days in (rng.randrange(0, 4), rng.randrange(4, 12)))
        said = {"asked": rng.choice(told["asked"]), "result": rng.choice(told["results"])}
        row |= {name: f"{words}（示例）" for name, words in said.items()}
        row |= {"state": "written", "written_at": _moment(min(written, self.today))}
        if next_step := rng.choice(told["next_steps"]):
            row |= {"next_step": next_step, "next_on": day + timedelta(days=30)}
        if decided < self.today:
            row |= {"state": "confirmed", "decided_at": _moment(decided)}

    def promises(self, visit: Row, told: dict[str, Any]) -> Iterable[Row]:
        """None at a visit that was not made."""
        if visit["state"] not in HELD:
            return
        draw = self.rng.random()
        count = min(sum(draw >= part for part in PROMISED), len(told["promises"]))
        for text, body in self.rng.sample(told["promises"], count):
            if body != "district":
                yield self.promise(visit, text, self.units[body])
            elif visit["region_id"] in self.districts:
                yield self.promise(visit, text, self.districts[visit["region_id"]])

    def promise(self, visit: Row, text: str, unit: int) -> Row:
        rng, made = self.rng, visit["date"]
        deadline = made + timedelta(days=rng.choice((15, 30, 60, 90, 180)))
        same = ("city_id", "enterprise_id", "target", "chain_id", "region_id", "entered_by_id", "authors", "post_id")
        row: Row = {"visit_id": visit["id"], **{name: visit[name] for name in same}}
        row |= {"text": text, "unit_id": unit, "made_on": made, "deadline": deadline, "first_deadline": deadline}
        row |= {"moved": 0, "state": "open", "version": 0, "entered_at": _moment(made)}
        row |= dict.fromkeys(("proof", "reason", "said", "heard", "heard_text"), "")
        row |= dict.fromkeys(("kept_on", "said_on", "heard_on", "decided_at"), None)
        if self.chance(POSTPONED) and deadline < self.today + timedelta(days=30):
            row |= {"moved": 1, "reason": "前置手续没有办完。（示例）"}
            row["deadline"] = deadline + timedelta(days=rng.choice((30, 60)))
        self._end(row)
        if not self.chance(MUTE):
            day = made + timedelta(days=rng.randrange(5, 40))
            row |= {"said": rng.choice(SAID), "said_on": day} if day < self.today else {}
        return row

    def _end(self, row: Row) -> None:
        made, deadline, chance = row["made_on"], row["deadline"], self.rng.random()
        late = self.rng.randrange(3, 60)
        day = deadline + timedelta(days=late) if chance < LATE else made + (deadline - made) * self.rng.uniform(0.3, 1)
        lately = deadline > self.today - timedelta(days=FORGOTTEN_FOR)
        if day >= self.today or (chance > 1 - FORGOTTEN and lately):
            return
        if chance > 1 - FORGOTTEN - BROKEN:
            row |= {"state": "broken", "reason": "上级政策调整，不能再办，已向企业说明。（示例）"}
        elif chance > 1 - FORGOTTEN - BROKEN - WITHDRAWN:
            row |= {"state": "withdrawn", "reason": "和另一件重复。（示例）"}
        else:
            heard = {"heard": "kept", "heard_on": day} if row["enterprise_id"] and self.chance(0.5) else {}
            row |= {"state": "kept", "kept_on": day, "proof": "看了办结单，电话问过对方。（示例）", **heard}
        row["decided_at"] = _moment(day)


def write_visits(city: Region, account: User, scale: str, seed: int) -> tuple[int, int]:
    """How many visits and how many promises were written."""
    drawing = _Drawing(city, account, scale, seed)
    if not drawing.chains or not drawing.told:
        return 0, 0
    days = sorted(drawing.day() for _ in range(COUNTS[scale]))
    drawn = [drawing.visit(pk, day) for pk, day in zip(allocate_ids(Visit, len(days)), days, strict=True)]
    promises = [each for visit, told in drawn for each in drawing.promises(visit, told)]
    promises = [{"id": pk, **each} for pk, each in zip(allocate_ids(Promise, len(promises)), promises, strict=True)]
    visits = [visit for visit, _ in drawn]
    bulk_insert(Visit, _columns(visits))
    bulk_insert(Visit.members.through, _columns(_members(drawing, visits)))
    bulk_insert(Promise, _columns(promises))
    bulk_insert(Attachment, _columns(_papers(account, promises)))
    return len(visits), len(promises)


def _members(drawing: _Drawing, visits: list[Row]) -> list[Row]:
    """To half of the visits another post of the chain goes along."""
    pairs = []
    for visit in visits:
        others = [post for post in drawing.chains[visit["chain_id"]] if post != visit["lead_id"]]
        if others and drawing.chance(0.5):
            pairs.append({"visit_id": visit["id"], "post_id": drawing.rng.choice(others)})
    keys = allocate_ids(Visit.members.through, len(pairs))
    return [{"id": pk, **each} for pk, each in zip(keys, pairs, strict=True)]


def _papers(account: User, promises: list[Row]) -> list[Row]:
    """One for each promise that was kept."""
    kept = [each for each in promises if each["state"] == "kept"]
    named = {"name": "示例凭据.txt", "kind": "txt", "size": len(PAPER), "sha256": store_file(PAPER)}
    who = {"by": str(account), "account": account.get_username()}
    keys = allocate_ids(Attachment, len(kept))
    return [
        {"id": pk, "subject": f"visits.Promise:{each['id']}", "at": _moment(each["kept_on"]), **named, **who}
        for pk, each in zip(keys, kept, strict=True)
    ]


def _columns(rows: list[Row]) -> dict[str, Sequence[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
