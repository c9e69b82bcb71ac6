"""Projects over the years, from a lead to full capacity: some lost, some standing still, some late, a few in pieces.

Drawn from its own seed, up to the day on which the city is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

__all__ = ["COUNTS", "Drawn", "draw_projects"]

COUNTS = {"town": 40, "city": 1_200, "province": 20_000}
FIRST, LAST = date(2021, 1, 4), date(2023, 12, 20)
# Of those of the last months, so that some are new today.
LATELY, LATELY_DAYS = 0.12, 300
KINDS = ("new", "tech_upgrade", "expansion", "park", "platform", "research")
WEIGHTS = (34, 55, 5, 2, 2, 2)
SMART, GREEN, OTHER_MARK = 0.64, 0.4, 0.08
MARKS = ("service", "safety", "cluster", "collaborative")
# From gate to gate: the days it takes at least and at most, and what part is lost there, or stands still.
GATES = (
    ("talks", 7, 45, 0.10, 0.05),
    ("signed", 20, 160, 0.16, 0.06),
    ("landed", 20, 90, 0.05, 0.04),
    ("started", 15, 90, 0.02, 0.04),
    ("completed", 150, 600, 0.01, 0.04),
    ("producing", 20, 90, 0.0, 0.03),
    ("capacity", 120, 330, 0.0, 0.05),
)
ORDER = ("lead", *(gate[0] for gate in GATES))
LOST = (
    *("落到了别的城市，那边的用地先交付。", "投资方资金没有到位，项目取消。"),
    *("环评过不了，改在别处建。", "产品价格下跌，投资方暂缓。"),
)
TITLES = (
    *("能评批复", "环评批复", "用地规划许可", "工程规划许可", "施工许可", "场地平整", "基础施工", "主体施工"),
    *("主体封顶", "供电到位", "设备订货", "设备进场", "设备安装", "设备调试", "竣工验收"),
)
GOODS = ("电芯", "电机", "制动总成", "轻量化件", "线束", "齿轮", "检测设备", "涂层材料", "精密铸件", "控制器")
WORKS = {
    "new": "生产基地", "expansion": "扩建", "tech_upgrade": "生产线改造",
    "park": "园区配套", "platform": "公共检测平台", "research": "研发中心",
}  # fmt: skip
FIRST_WORDS = ("远山", "长川", "明湖", "宏图", "新禾", "东岭", "白云", "青石", "丰泽", "海天", "鼎新", "华旭")
SECOND_WORDS = ("新能源", "智造", "精工", "电子", "材料", "科技", "装备", "汽车零部件", "轻合金", "生物")


@dataclass(slots=True)
class Drawn:
    """One project: its fields by name, and what stands beside it. `refused`: a hand-over was refused once."""

    fields: dict[str, Any]
    milestones: list[tuple[str, date, date, date | None, int]] = field(default_factory=list)
    months: list[tuple[date, Decimal, Decimal | None]] = field(default_factory=list)
    refused: bool = False
    claimed: bool = False
    asked: bool = False
    needs: bool = False


def draw_projects(scale: str, seed: int, today: date) -> Iterator[Drawn]:
    rng = Random(seed + 13)  # noqa: S311 - nothing secret
    days = [_day(rng, today) for _ in range(COUNTS[scale])]
    for number, day in enumerate(sorted(days)):
        yield _Story(rng, today, day, number).told()


def _day(rng: Random, today: date) -> date:
    if rng.random() < LATELY:
        return today - timedelta(days=rng.randrange(3, LATELY_DAYS))
    return FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))


class _Story:
    """One project from its first day on, gate by gate, until it is lost, stands still, or the day has come."""

    def __init__(self, rng: Random, today: date, day: date, number: int) -> None:
        self.rng, self.today, self.day, self.number = rng, today, day, number
        self.kind = rng.choices(KINDS, WEIGHTS)[0]
        self.fields: dict[str, Any] = {"kind": self.kind, "lost_from": "", "reason": ""}
        self.drawn = Drawn(self.fields)

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    def told(self) -> Drawn:
        begins = "lead" if self.kind == "new" else "landed"
        self._content()
        self.fields |= {"state": begins, f"{begins}_on": self.day, "progressed_on": self.day}
        stays = self._walk(ORDER.index(begins))
        if self.fields.get("landed_on") and self.fields["state"] != "lost":
            self._filed()
        if self.fields.get("started_on"):
            self._invest()
        if stays != "still" and self.fields["state"] not in ("lost", "capacity"):
            self._came_forward()
        if self.fields.get("landed_on"):
            self._milestones()
        self.drawn.claimed = self.fields["state"] in ("lead", "talks") and self.chance(0.12)
        self.drawn.refused = bool(self.fields.get("landed_on")) and self.chance(0.04)
        self.drawn.asked = self.fields["state"] in ("signed", "completed") and self.chance(0.5)
        self.drawn.needs = self.fields["state"] in ("landed", "started") and self.chance(0.4)
        return self.drawn

    def _content(self) -> None:
        planned = Decimal(round(10 ** self.rng.uniform(2.95, 4.1 if self.kind == "tech_upgrade" else 5.3), -1))
        one, two = self.rng.choice(FIRST_WORDS), self.rng.choice(SECOND_WORDS)
        marks = []
        if self.kind == "tech_upgrade":
            chosen = (("smart", SMART), ("green", GREEN), *((each, OTHER_MARK) for each in MARKS))
            marks = [mark for mark, part in chosen if self.chance(part)]
        self.fields |= {
            "name": f"{self.rng.choice(GOODS)}{WORKS[self.kind]}项目",
            "text": "虚构的项目，只供试用。",
            "marks": f"|{'|'.join(marks)}|" if marks else "",
            "investor": f"示例{one}{two}{self.number + 1}号公司" if self.kind == "new" else "",
            "planned": planned,
            "jobs": max(int(planned / 120), 5),
            "output": (planned * Decimal(str(round(self.rng.uniform(1.0, 2.6), 2)))).quantize(Decimal(1)),
        }

    def _walk(self, at: int) -> str:
        for stage, least, most, lost, still in GATES[at:]:
            after = self.rng.randrange(least, most)
            on = self.day + timedelta(days=after)
            drawn = self.rng.random()
            if drawn < lost and on <= self.today:
                self.fields |= {"lost_from": self.fields["state"], "state": "lost", "lost_on": on, "progressed_on": on}
                self.fields["reason"] = self.rng.choice(LOST)
                return "lost"
            if drawn < lost + still:
                return self._given_up()
            if on > self.today:
                return "going"
            self.day = on
            self.fields |= {"state": stage, f"{stage}_on": on, "progressed_on": on}
            if stage == "signed":
                self._sign()
        return "ended"

    def _given_up(self) -> str:
        """What stood still for long was lost in the end; what is built already goes on slowly."""
        lost_on = self.day + timedelta(days=self.rng.randrange(200, 620))
        if self.fields["state"] in ("completed", "producing"):
            return "still" if lost_on >= self.today else "going"
        if lost_on < self.today:
            self.fields |= {
                "lost_from": self.fields["state"],
                "state": "lost",
                "lost_on": lost_on,
                "progressed_on": lost_on,
            }
            self.fields["reason"] = self.rng.choice(LOST)
            return "lost"
        return "still"

    def _sign(self) -> None:
        contract = (self.fields["planned"] * Decimal(str(round(self.rng.uniform(1.0, 1.3), 2)))).quantize(Decimal(1))
        arrived = (contract * Decimal(str(round(self.rng.uniform(0.05, 0.95), 2)))).quantize(Decimal(1))
        self.fields |= {"contract": contract, "arrived": None if self.chance(0.2) else arrived}

    def _filed(self) -> None:
        landed = self.fields["landed_on"]
        started = self.fields.get("started_on")
        plan = landed + timedelta(days=45)
        self.fields |= {
            "filing_number": f"{landed.year}-示例-{self.number + 1:05d}",
            "filed_on": landed,
            "planned_start": plan,
            "planned_completion": (started or plan) + timedelta(days=self.rng.randrange(200, 620)),
        }
        if started and self.chance(0.8):
            self.fields["in_statistics_on"] = min(started + timedelta(days=self.rng.randrange(5, 80)), self.today)

    def _invest(self) -> None:
        """What was planned for each month of building, and done; the last month may not be reported yet."""
        start, end = self.fields["started_on"], self.fields.get("planned_completion", self.today)
        until = min(self.fields.get("completed_on") or self.fields.get("lost_on") or self.today, self.today)
        if self.fields["state"] == "started" and self.chance(0.12):
            return  # started in name
        count = max((end.year - start.year) * 12 + end.month - start.month + 1, 1)
        share = (self.fields["planned"] / count).quantize(Decimal(1))
        speed = self.rng.uniform(0.45, 1.15)
        month = start.replace(day=1)
        while month <= until and len(self.drawn.months) < 40:
            done = (share * Decimal(str(round(speed * self.rng.uniform(0.6, 1.4), 2)))).quantize(Decimal(1))
            last = month.replace(day=1) == self.today.replace(day=1)
            self.drawn.months.append((month, share, None if last else done))
            month = (month + timedelta(days=32)).replace(day=1)
        self.fields["done"] = sum((done or Decimal(0) for _, _, done in self.drawn.months), Decimal(0))

    def _came_forward(self) -> None:
        """What goes on was heard of lately."""
        recent = self.today - timedelta(days=self.rng.randrange(1, 26))
        self.fields["progressed_on"] = max(self.fields["progressed_on"], recent)

    def _milestones(self) -> None:
        first = self.fields["landed_on"]
        last = self.fields.get("planned_completion") or first + timedelta(days=400)
        ended = self.fields.get("completed_on")
        until = self.fields.get("lost_on") or self.today
        for place, title in enumerate(TITLES):
            baseline = first + (last - first) * (place + 1) / len(TITLES)
            late = self.rng.choice((0, 0, 0, 12, 40, 75))
            forecast = min(baseline + timedelta(days=late), ended) if ended else baseline + timedelta(days=late)
            forecast = max(forecast, first)
            actual = forecast if (ended or self.chance(0.93)) and forecast <= until else None
            self.drawn.milestones.append((title, baseline, forecast, actual, int(forecast > baseline)))
