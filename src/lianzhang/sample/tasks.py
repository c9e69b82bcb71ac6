"""What is assigned over the years, and what work is recorded: late ones, moved days, rejected ones, silence.

Drawn from its own seed, up to the day on which the city is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from lianzhang.kernel.periods import windows

from .place import facts

__all__ = ["Assigned", "Done", "draw_tasks", "draw_works"]

COUNTS = {"town": (40, 60), "city": (1_500, 3_000), "province": (10_000, 20_000)}
FIRST = date(2021, 8, 2)
DAY = timedelta(days=1)
# What part of them: reported late, moved once, rejected once, cancelled, in trouble; a period that is left out.
LATE, MOVED, REJECTED, CANCELLED, STUCK, LEFT_OUT = 0.13, 0.18, 0.09, 0.03, 0.12, 0.08
RETURNED, WITHDRAWN = 0.03, 0.01
# Disputed by its unit, given to another by the ruling; written anew before or after it is taken up.
DISPUTED, REASSIGNED, AMENDED = 0.05, 0.4, 0.07


@dataclass(slots=True)
class Done:
    """A record of work; `by` as shili.toml names it, `task` the place of the task it was done for."""

    kind: str
    duty: str
    by: str
    fields: dict[str, Any]
    task: int | None = None


@dataclass(slots=True)
class Assigned:
    """A task, what its unit said of it, and the days of its periods that have their record."""

    duty: str
    body: str
    fields: dict[str, Any]
    progress: list[tuple[date, str, str]] = field(default_factory=list)
    kept: list[date] = field(default_factory=list)


def draw_works(scale: str, seed: int, today: date) -> Iterator[Done]:
    """What is done at the least, period by period, with gaps; and what is done besides."""
    rng = Random(seed)  # noqa: S311 - nothing secret
    works = facts()["works"]
    for work in works:
        for period in windows(FIRST, today, work["every"]):
            day = max(period.start, FIRST) + timedelta(days=rng.randrange(25))
            if day < today and rng.random() > LEFT_OUT / 2:
                yield _done(rng, work, day, today)
    weights = [each["weight"] for each in works]
    lately = [today - timedelta(days=ago) for ago in (6, 3, 2, 1)]  # some of these wait to be confirmed
    for day in [*_days(rng, COUNTS[scale][1], today), *lately]:
        yield _done(rng, rng.choices(works, weights)[0], day, today)


def _days(rng: Random, count: int, today: date) -> Iterator[date]:
    return (FIRST + timedelta(days=rng.randrange((today - FIRST).days)) for _ in range(count))


def _done(rng: Random, work: dict[str, Any], day: date, today: date) -> Done:
    title, result = rng.choice(work["titles"]), rng.choice(work["results"])
    chance = rng.random()
    state = "confirmed"
    if day > today - timedelta(days=30) and chance > 0.4:
        state = "submitted"
    elif chance < RETURNED:
        state = "returned"
    elif chance < RETURNED + WITHDRAWN:
        state = "withdrawn"
    decided = day + timedelta(days=1 + rng.randrange(9))
    if decided >= today:
        state = "submitted"
    reason = {"returned": "没有写清有什么结果。（示例）", "withdrawn": "和另一条重复。（示例）"}.get(state, "")
    fields = {"title": title, "result": f"{result}（示例）", "date": day, "state": state, "reason": reason}
    fields["decided"] = None if state in ("submitted", "withdrawn") else decided
    return Done(work["kind"], work["duty"], work["by"], fields)


def draw_tasks(scale: str, seed: int, today: date) -> Iterator[Assigned]:
    """The tasks in the order in which they were assigned; the last of them are still open, the very last disputed."""
    rng = Random(seed)  # noqa: S311 - nothing secret
    kinds = facts()["assigned"]
    days = sorted(_days(rng, COUNTS[scale][0], today))
    for place, day in enumerate(days, 1):
        kind = rng.choice(kinds)
        yield _Story(rng, kind, day, today, contested=place == len(days)).told()


class _Story:
    """One task from its assignment on, until it is closed or the day has come."""

    def __init__(self, rng: Random, kind: dict[str, Any], assigned: date, today: date, *, contested: bool) -> None:
        self.contested = contested
        self.rng, self.kind, self.today, self.on = rng, kind, today, assigned
        self.cadence = kind.get("cadence", "")
        deadline = assigned + timedelta(days=365 if self.cadence else rng.randrange(30, 150))
        title = rng.choice(kind["titles"])
        self.fields: dict[str, Any] = {
            "title": title,
            "text": f"{title}；办的过程每月记一次进展，有困难早说。（示例）",
            "proof": kind["proof"],
            "cadence": self.cadence,
            "state": "assigned",
            "assigned": assigned,
            "deadline": deadline,
            "first_deadline": deadline,
            "due": min(next(windows(assigned, deadline, self.cadence)).end, deadline) if self.cadence else deadline,
        }
        self.row = Assigned(kind["duty"], rng.choice(kind["bodies"]), self.fields)
        self.aside = Random(f"{assigned} {title}")  # noqa: S311 - nothing secret

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    def told(self) -> Assigned:
        for step in (self._settle, self._take_up, self._go_on, self._keep_periods, self._report, self._verify):
            if not step():
                break
        return self.row

    def _pass(self, days: int) -> bool:
        """Let days go by; False where that day has not come."""
        self.on += timedelta(days=days)
        return self.on < self.today

    def _settle(self) -> bool:
        """What it asks for, and of whom; False where a dispute is not ruled on yet."""
        if self.aside.random() < AMENDED:
            self.fields |= {"amended": 1, "reason": "上级把标准改了。（示例）"}
        if not self.contested and (self.aside.random() >= DISPUTED or not self._pass(self.aside.randrange(1, 3))):
            return True
        self.fields |= {"disputed": True, "state": "disputed", "reason": "职责不在本单位，请另定主办。（示例）"}
        if self.contested or not self._pass(self.aside.randrange(1, 5)):
            return False
        self.fields |= {"state": "assigned", "reason": "按三定方案，由它主办。（示例）"}
        if self.aside.random() < REASSIGNED:
            self.row.body = self.aside.choice(self.kind["bodies"])
        return True

    def _take_up(self) -> bool:
        if not self._pass(self.rng.randrange(1, 6)):
            return False
        if self.chance(CANCELLED):
            self.fields |= {"state": "cancelled", "reason": "并入另一件一起办。（示例）"}
            return False
        self.fields |= {"state": "in_hand", "taken_up": self.on}
        return True

    def _go_on(self) -> bool:
        """Each month or so a word of progress, unless nothing is ever said; the day may be moved."""
        if self.chance(MOVED) and not self.cadence:
            for _ in range(1 + self.chance(0.2)):
                self.fields["deadline"] += timedelta(days=self.rng.randrange(20, 60))
                self.fields["moved"] = self.fields.get("moved", 0) + 1
            self.fields |= {"due": self.fields["deadline"], "reason": "上级文件还没有印发。（示例）"}
        end = min(self.fields["deadline"], self.today)
        silent, day = self.chance(0.2), self.on + timedelta(days=self.rng.randrange(10, 30))
        while day < end and not silent:
            pace = "stuck" if self.chance(STUCK) else "behind" if self.chance(0.25) else "on_course"
            words = {"stuck": "卡在部门会签。", "behind": "差两家单位没有回意见。", "on_course": "初稿已发各单位。"}
            self.row.progress.append((day, pace, f"{words[pace]}（示例）"))
            self.fields |= {"pace": pace, "pace_on": day}
            day += timedelta(days=self.rng.randrange(20, 45))
        return True

    def _keep_periods(self) -> bool:
        """Of each period a record, but for those left out; the first that lacks one is due."""
        if not self.cadence:
            return True
        whole, gaps = True, self.chance(0.3)
        over = self.fields["deadline"] < self.today - timedelta(days=60)
        for period in windows(self.fields["assigned"], self.fields["deadline"], self.cadence):
            due = min(period.end, self.fields["deadline"])
            day = max(period.start, self.fields["taken_up"]) + timedelta(days=self.rng.randrange(20))
            gap = gaps and self.chance(0.3) and (over or due > self.today - timedelta(days=100))
            if day <= due and day < self.today - timedelta(days=10) and not gap:
                self.row.kept.append(day)
            elif whole:
                self.fields["due"], whole = due, False
        if whole:
            self.fields["due"] = self.fields["deadline"]
        elif over:
            self.fields |= {"state": "cancelled", "reason": "缺的一期补不上，并入下一年的接着办。（示例）"}
        return whole

    def _report(self) -> bool:
        late = self.chance(LATE)
        span = (self.fields["deadline"] - self.on).days
        days = span + self.rng.randrange(3, 40) if late else max(1, int(span * self.rng.uniform(0.5, 1)))
        if not self._pass(days):
            return False
        if self.chance(REJECTED):
            self.fields |= {"rejected": 1, "reason": "材料里没有印发的文件。（示例）"}
            if not self._pass(self.rng.randrange(5, 25)):
                return False
        done_on = self.on - timedelta(days=self.rng.randrange(4))
        self.fields |= {"state": "reported", "done_on": max(done_on, self.fields["taken_up"]), "reported_on": self.on}
        self.fields["report"] = f"{self.fields['title']}：已办成，附{self.fields['proof']}。（示例）"
        return True

    def _verify(self) -> bool:
        if self._pass(self.rng.randrange(1, 8)):
            self.fields |= {"state": "closed", "verified": self.on, "verification": "看了原件，与要求相符。（示例）"}
        return True
