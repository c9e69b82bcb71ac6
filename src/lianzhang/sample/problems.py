"""What firms ask over the years, and what became of it: late answers, disputes, second tries, silence.

Drawn from its own seed against the calendar of workdays, up to the day on which the city is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from lianzhang.kernel import clocks as reckoning
from lianzhang.kernel.workdays import SHANGHAI, WorkCalendar

from .place import facts

__all__ = ["COUNTS", "Asked", "clock_of", "draw_problems"]

COUNTS = {"town": 40, "city": 3_000, "province": 100_000}
FIRST = date(2021, 1, 4)
LIMIT, AGAIN, VERIFYING, ANSWERING, ACCEPTING = 15, 5, 2, 5, 2
# What part of them: an answer late, disputed first, extended, tried again, no solution, silence, reopened, refused.
LATE, DISPUTED, EXTENDED, REDONE = 0.11, 0.05, 0.12, 0.09
IMPOSSIBLE, SILENT, REOPENED, DECLINED, DISSATISFIED = 0.07, 0.14, 0.02, 0.03, 0.04
URGENT, OF_A_FIRM = 0.12, 0.9
# Of those of the last weeks: what nobody gets moving, and what of that is put before a chief.
STUCK, ESCALATED, WEEKS, DECIDING = 0.3, 0.4, timedelta(weeks=7), 5
# However small the city, some came in so many days ago and wait: for a chief, for the unit, to be assigned.
SURE = ((45, "escalated"), (38, "stuck"), (33, "escalated"), (30, "stuck"), (3, "raised"))
QUESTIONS = (
    ("两家单位都说不归自己办，请定一家牵头", "建议由{body}牵头，另一家协办，十个工作日内办结。"),
    ("超出主办单位权限，请定用不用专项额度", "建议先批一半，见效后再给其余部分。"),
    ("要和上级单位协调，请定谁去谈", "建议由分管领导带队，{body}备材料。"),
)
# A limit: its name, workdays, moments of start and stop, workdays of it that were added.
Limit = tuple[str, int, datetime, datetime | None, int]


@dataclass(slots=True)
class Asked:
    """One problem: its fields by name, with `body` the unit that leads (None: nobody yet), and its limits.

    `paused`: since when the limit to answer stands still, because a chief is asked."""

    fields: dict[str, Any]
    body: str | None
    of_firm: bool
    limits: list[Limit]
    paused: datetime | None = None


def draw_problems(scale: str, seed: int, today: date, calendar: WorkCalendar) -> Iterator[Asked]:
    """The problems in the order in which they were raised; the last of them are still open."""
    rng = Random(seed)  # noqa: S311 - nothing secret
    kinds = facts()["problems"]
    weights = [each["weight"] for each in kinds]
    span = (today - FIRST).days
    count = COUNTS[scale]
    days = [(FIRST + timedelta(days=rng.randrange(span + 1)), "") for _ in range(count - len(SURE))]
    days += [(today - timedelta(days=ago), fate) for ago, fate in SURE]
    for day, fate in sorted(days):
        kind = rng.choices(kinds, weights)[0]
        raised = _moment(rng, calendar.working_day(datetime.combine(day, time(9), SHANGHAI)))
        if raised.date() < today:
            yield _Story(rng, calendar, today, kind, raised, fate).told()


def _moment(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(9 + rng.randrange(8), rng.randrange(60)), SHANGHAI)


class _Story:
    """One problem from its raising on, step by step, until it is closed or the day has come."""

    def __init__(
        self, rng: Random, calendar: WorkCalendar, today: date, kind: dict[str, Any], raised: datetime, fate: str
    ) -> None:
        self.rng, self.calendar, self.today, self.kind, self.fate = rng, calendar, today, kind, fate
        self.at = raised
        self.limits: list[Limit] = []
        self.fields: dict[str, Any] = {
            "kind": kind["kind"],
            "title": rng.choice(kind["titles"]),
            "raised_at": raised,
            "urgent": rng.random() < URGENT,
            "state": "raised",
            "last_act_at": raised,
        }
        self.body: str | None = None
        self.paused: datetime | None = None

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    def told(self) -> Asked:
        of_firm = self.chance(OF_A_FIRM)
        self.fields["text"] = f"{self.fields['title']}，影响生产安排，请帮助协调。（示例）"
        for step in (self._assign, self._handle, self._answer, self._verify, self._hear):
            if not step():
                break
        return Asked(self.fields, self.body, of_firm, self.limits, self.paused)

    def _run(self, name: str, limit: int, after: int, extended: int = 0) -> bool:
        """Let a limit run until somebody acts `after` workdays; False where that day has not come."""
        start = self.at
        day = self.calendar.add_workdays(self.calendar.working_day(start), after)
        stop = max(_moment(self.rng, day), start + timedelta(minutes=20))
        came = stop.date() < self.today
        self.limits.append((name, limit + extended, start, stop if came else None, extended))
        if came:
            self.at = self.fields["last_act_at"] = stop
        return came

    def _assign(self) -> bool:
        if not self._run("accept", ACCEPTING, 20 if self.fate == "raised" else self.rng.randrange(3)):
            return False
        if not self.fate and self.chance(DECLINED):
            self.fields |= {"state": "declined", "reason": "不属于产业链问题，已告诉企业向有关部门提出。"}
            return False
        self.body = self.kind["body"]
        self.fields |= {"state": "assigned", "assigned_at": self.at, "disputed": self.chance(DISPUTED)}
        return True

    def _handle(self) -> bool:
        late, extended = self.chance(LATE), 5 if self.chance(EXTENDED) else 0
        limit = LIMIT + extended
        after = limit + self.rng.randrange(1, 12) if late else self.rng.randrange(2, limit + 1)
        self.fields["extended"] = int(extended > 0)
        begun = self.at
        if self.fate or (self.today - begun.date() < WEEKS and self.chance(STUCK)):
            after += 100
        if not self._run("handle", LIMIT, after, extended):
            waited = self.calendar.workdays_between(begun.date(), self.today)
            self.fields["state"] = "in_hand" if waited > 1 else "assigned"
            if self.fate == "escalated" or (after > 100 and waited > DECIDING and self.chance(ESCALATED)):
                self._escalate()
            return False
        return True

    def _escalate(self) -> None:
        """A chief was asked these days, and has not decided yet."""
        day = self.calendar.add_workdays(self.today, -self.rng.randrange(1, DECIDING))
        self.paused = _moment(self.rng, day)
        question, advice = self.rng.choice(QUESTIONS)
        self.limits.append(("decide", DECIDING, self.paused, None, 0))
        self.fields |= {"state": "escalated", "question": question, "advice": advice.format(body=self.body)}
        self.fields["last_act_at"] = self.paused

    def _answer(self) -> bool:
        outcome = "impossible" if self.chance(IMPOSSIBLE) else "solved"
        answer = (
            "现行规定不允许，已当面说明依据和别的办法。（示例）" if outcome == "impossible" else self.kind["answer"]
        )
        self.fields |= {"state": "answered", "outcome": outcome, "answer": answer, "answered_at": self.at}
        return self._run("verify", VERIFYING, self.rng.randrange(4))

    def _verify(self) -> bool:
        if self.chance(REDONE) and not self._once_more():
            return False
        return self._passed()

    def _passed(self) -> bool:
        self.fields |= {
            "state": "verified",
            "verified_at": self.at,
            "verification": "看了现场和办理材料。（示例）",
            "initiative": self.chance(0.8),
        }
        return True

    def _once_more(self) -> bool:
        """Sent back, answered again, and looked at again."""
        self.fields |= {"redone": 1, "state": "in_hand", "outcome": "", "answered_at": None}
        return self._run("redo", AGAIN, self.rng.randrange(1, 8)) and self._answer()

    def _hear(self) -> bool:
        silent = self.chance(SILENT)
        if not self._run("confirm", ANSWERING, 6 if silent else self.rng.randrange(5)):
            return False
        if self.chance(DISSATISFIED) and not self.fields.get("redone"):
            self.fields |= {"grade": "dissatisfied", "heard_at": self.at, "feedback": "还没有办到位。（示例）"}
            return self._once_more() and self._passed() and self._hear()
        self.fields["closed_at"] = self.at
        self.fields["reopened"] = int(self.chance(REOPENED))
        if silent:
            self.fields["state"] = "unconfirmed"
            return False
        self.fields["state"] = "explained" if self.fields["outcome"] == "impossible" else "solved"
        grade = "fair" if self.chance(0.2) else "satisfied"
        self.fields |= {"grade": grade, "heard_at": self.at, "called_back": self.chance(0.3)}
        return False


def clock_of(limit: Limit) -> reckoning.Clock:
    name, workdays, start, stop, _ = limit
    return reckoning.Clock(name, workdays, start, (), stop)
