"""How one application of the made-up city is drawn: handed in, decided level by level, granted, paid or not yet.

Drawn up to the day on which the city is made. Some are refused or returned, some money is late, and what a budget does
not hold is not paid. Titles are granted as the register of titles says, and in no other case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from lianzhang.honours.api import months_after
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Budget, Programme, ProgrammeLevel
from lianzhang.policies.api import Window, key_of_object, windows_of, worth
from lianzhang.registry.api import work_calendar

from .place import facts

__all__ = ["ApplicationDraw", "Drawn"]

REFUSED, RETURNED, WITHDRAWN = 0.16, 0.06, 0.04
EACH_LEVEL = 24  # days that a level takes at most
LATE, UNPAID = 0.22, 0.14  # of what was granted: paid after the promised day, not paid at all
SHARES = (Decimal(1), Decimal(1), Decimal(1), Decimal("0.8"), Decimal("0.5"))  # of what was asked
COSTS = (80, 120, 200, 260, 380, 520, 900)
REASONS = ("发票日期不在申报年度", "不符合条件", "材料不全，没有补正", "同类项目已支持过")


@dataclass
class Drawn:
    """One application with what came of it, as it stands today."""

    application: dict[str, Any]
    award: dict[str, Any] | None = None
    payments: list[dict[str, Any]] = field(default_factory=list)
    clock: dict[str, Any] | None = None


class ApplicationDraw:
    def __init__(self, seed: int, today: date, programmes: list[Programme]) -> None:
        self.rng, self.today = Random(seed + 71), today  # noqa: S311 - nothing secret
        self.calendar = work_calendar()
        self.programmes = programmes
        self.windows = windows_of(programmes, today)
        self.levels: dict[int, list[ProgrammeLevel]] = {}
        for level in ProgrammeLevel.objects.filter(kind__in={each.kind_id for each in programmes}).order_by("order"):
            self.levels.setdefault(level.kind_id, []).append(level)
        plan = programmes[0].plan_id if programmes else 0
        self.budgets = {each.year: each for each in Budget.objects.filter(plan=plan).order_by("-order")}
        self.left = {year: each.amount for year, each in self.budgets.items()}
        self.objects = {each["id"]: each["objects"] for each in facts()["policies"]["programmes"]}
        self.taken: set[tuple[int, int, str]] = set()

    def at(self, day: date) -> datetime:
        return datetime.combine(day, time(9 + self.rng.randrange(8), self.rng.randrange(60)), SHANGHAI)

    def money(self, firm: int) -> Drawn | None:
        """Money asked for one thing of one year; None where the firm asked for it before."""
        rng = self.rng
        programme = rng.choice([each for each in self.programmes if each.gives_money])
        window = self._window(programme)
        thing = rng.choice(self.objects.get(programme.code, ["扩能项目"]))
        if window is None or (key := (firm, window.year, thing)) in self.taken:
            return None
        self.taken.add(key)
        day = self._day(window)
        return self._run(self._asked(programme, window, firm, thing, day), programme, window, day)

    def place(self, programme: Programme, firm: int) -> Drawn | None:
        """A place in a pool, for as long as the clause says."""
        window = self._window(programme)
        if window is None or (key := (firm, 0, programme.code)) in self.taken:
            return None
        self.taken.add(key)
        day = self._day(window)
        return self._run(self._asked(programme, window, firm, programme.name, day), programme, window, day)

    def under_way(self, firm: int) -> Iterator[Drawn]:
        """For whom one can be: one before the first level, and one granted, past its promise and not paid."""
        opened = [(each, window) for each in self.programmes for window in self._open(each) if each.gives_money]
        for programme, window in opened[:1]:
            things = [each for each in self.objects[programme.code] if (firm, window.year, each) not in self.taken]
            for thing, ago in zip(things, (6, 120), strict=False):
                self.taken.add((firm, window.year, thing))
                day = self.today - timedelta(days=ago)
                row = Drawn(self._asked(programme, window, firm, thing, day))
                self._send(row, day)
                first = self.levels[programme.kind_id][0]
                row.application |= {"level_id": first.pk}
                if ago < EACH_LEVEL:
                    self._wait(row, first, day)
                else:
                    self._grant(row, programme, day + timedelta(days=30), pays=False)
                yield row

    def _open(self, programme: Programme) -> Iterator[Window]:
        yield from (each for each in self.windows[programme.pk] if each.state(self.today) == "open")

    def title(self, programme: Programme, firm: int) -> Drawn | None:
        """A title asked for and not granted: under way, returned or refused."""
        window = self._window(programme)
        if window is None or (key := (firm, window.year, programme.code)) in self.taken:
            return None
        self.taken.add(key)
        day = self._day(window)
        row = Drawn(self._asked(programme, window, firm, programme.name, day))
        self._send(row, day)
        self._decide(row, programme, window, day, may_grant=False)
        return row

    def granted_title(self, programme: Programme, honour: Any) -> Drawn | None:
        """The application behind a title that the register has."""
        if (key := (honour.enterprise_id, honour.granted.year, programme.code)) in self.taken:
            return None
        self.taken.add(key)
        day = honour.granted - timedelta(days=self.rng.randrange(60, 150))
        window = Window(honour.granted.year, day, day, day)
        row = Drawn(self._asked(programme, window, honour.enterprise_id, str(honour.subject_name or programme), day))
        self._send(row, day)
        self._grant(row, programme, honour.granted, honour=honour)
        return row

    def _window(self, programme: Programme) -> Window | None:
        """One that has opened since the plan began."""
        since = date(facts()["policies"]["years"][0], 1, 1)
        rows = [each for each in self.windows[programme.pk] if since <= each.opens < self.today]
        return self.rng.choice(rows) if rows else None

    def _day(self, window: Window) -> date:
        last = min(window.local_closes, self.today - timedelta(days=1))
        return window.opens + timedelta(days=self.rng.randrange(max((last - window.opens).days, 0) + 1))

    def _asked(self, programme: Programme, window: Window, firm: int, thing: str, day: date) -> dict[str, Any]:
        cost = Decimal(self.rng.choice(COSTS)) if programme.share is not None else None
        return {
            "programme_id": programme.pk,
            "year": window.year,
            "enterprise_id": firm,
            "object": thing[:120],
            "object_key": key_of_object(thing),
            "cost": cost,
            "asked": worth(programme, cost),
            "text": "",
            "level_id": None,
            "state": "draft",
            "reason": "",
            "closes": window.local_closes,
            "entered_at": self.at(day - timedelta(days=self.rng.randrange(1, 9))),
            "submitted_on": None,
            "reached_on": None,
            "ended_on": None,
            "due": None,
        }

    def _run(self, said: dict[str, Any], programme: Programme, window: Window, day: date) -> Drawn:
        row = Drawn(said)
        if self.rng.random() < WITHDRAWN:
            lapsed = window.local_closes < self.today
            said |= {"state": "lapsed" if lapsed else "draft", "ended_on": window.local_closes if lapsed else None}
            return row
        self._send(row, day)
        self._decide(row, programme, window, day, may_grant=True)
        return row

    def _send(self, row: Drawn, day: date) -> None:
        row.application |= {"state": "submitted", "submitted_on": day, "reached_on": day}

    def _decide(self, row: Drawn, programme: Programme, window: Window, day: date, *, may_grant: bool) -> None:
        """Level by level, each some weeks; where that leads beyond today, it lies there still."""
        rng, levels = self.rng, self.levels[programme.kind_id]
        for number, level in enumerate(levels):
            row.application |= {"level_id": level.pk, "reached_on": day}
            passed = day + timedelta(days=rng.randrange(4, EACH_LEVEL))
            last, fate = number + 1 == len(levels), rng.random()
            if passed >= self.today:
                return self._wait(row, level, day)
            if fate < RETURNED and window.closes >= self.today:
                row.application |= {"state": "returned", "reason": "材料不全，请补正", "closes": window.closes}
                return None
            if fate < REFUSED or (last and not may_grant):
                why = rng.choice(REASONS)
                row.application |= {"state": "refused", "reason": why, "ended_on": passed, "reached_on": day}
                return None
            day = passed
        return self._grant(row, programme, day)

    def _wait(self, row: Drawn, level: ProgrammeLevel, since: date) -> None:
        if level.workdays is None:
            return
        due = self.calendar.add_workdays(since, level.workdays)
        row.application["due"] = due
        row.clock = {"name": "level", "limit_workdays": level.workdays, "started_at": self.at(since), "due": due}

    def _grant(self, row: Drawn, programme: Programme, on: date, honour: Any = None, *, pays: bool = True) -> None:
        said = row.application
        said |= {"state": "approved", "ended_on": on, "level_id": self.levels[programme.kind_id][-1].pk}
        asked = said["asked"]
        amount = (asked * self.rng.choice(SHARES)).quantize(Decimal("0.01")) if asked else None
        days = programme.pay_workdays
        row.award = {
            "enterprise_id": said["enterprise_id"],
            "year": said["year"],
            "object_key": said["object_key"],
            "decided_on": on,
            "amount": amount,
            "due_on": self.calendar.add_workdays(on, days) if amount and days else None,
            "paid": Decimal(0),
            "valid_until": honour.expires if honour else self._until(programme, on),
            "honour_id": honour.pk if honour else None,
        }
        if amount and pays:
            self._pay(row, on, amount)

    def _until(self, programme: Programme, on: date) -> date | None:
        return months_after(on, programme.valid_months) if programme.valid_months else None

    def _pay(self, row: Drawn, on: date, amount: Decimal) -> None:
        """Out of the budget of the year, as long as it holds so much."""
        rng, award = self.rng, row.award or {}
        promised, fate = award["due_on"] or on + timedelta(days=60), rng.random()
        wait = rng.randrange(5, 90) if fate < LATE + UNPAID else -rng.randrange(3, 15)
        day, budget = max(on, promised + timedelta(days=wait)), self.budgets.get(on.year)
        if fate < UNPAID or day >= self.today or budget is None or self.left[on.year] < amount:
            return
        self.left[on.year] -= amount
        paper = f"示例财发〔{day.year}〕{rng.randrange(10, 99)}号"
        award["paid"] = amount
        row.payments.append(
            {"budget_id": budget.pk, "amount": amount, "due_on": promised, "paid_on": day, "paper": paper}
        )
