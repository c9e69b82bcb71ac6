"""Reviews of each chain quarter by quarter, and a consultation each year: most in time, some late, moved or missed.

Drawn from a seed of its own. What was decided is a task: done, late, or still open and back on the next agenda."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.api import Asked, asked_periods, rules_by_activity
from lianzhang.plans.models import Cadence, Plan
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import Chain, Post, Region, ResponsibleUnit
from lianzhang.reviews.api import posts_for, who_chairs
from lianzhang.reviews.models import AgendaLine, Attendance, Decision, Meeting, Minute
from lianzhang.tasks.models import Task
from lianzhang.work.models import Link

from .place import facts
from .task_rows import BLANK

__all__ = ["write_reviews"]

Row = dict[str, Any]
# What part of them: held late, never, moved; of decisions not done in time, never done, put off.
LATE, MISSED, MOVED, SLOW, UNDONE, DEFERRED = 0.06, 0.04, 0.15, 0.2, 0.12, 0.1
SAID = "议了上次答应的事和这一期落后的事，各单位说了原因和办法。（示例）"
FIGURES = (
    ("moved", "problems_open", "在办问题", "problems", False, 12),
    ("moved", "problems_late", "超期问题", "problems", False, 3),
    ("moved", "tasks_open", "在办任务", "tasks", None, 20),
    ("moved", "tasks_late", "超期任务", "tasks", False, 4),
    ("done", "problems_closed", "办结的问题", "problems", None, 9),
    ("done", "consultations_answered", "专家答复的咨询", "consultations", None, 2),
    ("done", "record_research", "调查研究", "work_records", None, 3),
    ("done", "record_publicity", "宣传推介", "work_records", None, 1),
)


def _moment(day: date | None, hour: int = 15) -> datetime | None:
    return datetime.combine(day, time(hour), SHANGHAI) if day else None


class _Writing:
    def __init__(self, city: Region, account: User, seed: int) -> None:
        self.city, self.account, self.rng = city, account, Random(seed)  # noqa: S311 - nothing secret
        self.plan, self.today = Plan.objects.get(city=city), timezone.localdate()
        bureaus = ResponsibleUnit.objects.filter(city=city, organization__name__endswith="局")
        self.names = dict(bureaus.values_list("pk", "organization__name"))
        self.units = list(self.names)
        self.rows: dict[type, list[Row]] = defaultdict(list)
        self.numbers: dict[int, int] = {}
        for number in Task.objects.filter(city=city).values_list("number", flat=True):
            year, _, serial = number.partition("-")
            self.numbers[int(year)] = max(self.numbers.get(int(year), 0), int(serial))

    def draw(self) -> None:
        meetings = Cadence.objects.filter(plan=self.plan, kind=Cadence.Kind.MEETING).select_related("rank")
        for rules in rules_by_activity(meetings.order_by("pk")):
            of_chains = rules[0].of == Cadence.Of.CHAIN
            subjects: list[Chain | None] = list(self.plan.chains.order_by("code")) if of_chains else [None]
            for subject in subjects:
                self._series(rules, subject)

    def _series(self, rules: Sequence[Cadence], chain: Chain | None) -> None:
        posts = posts_for(self.plan, chain)
        chair = who_chairs(posts)
        if chair is None:
            return
        before: list[Row] = []
        for asked in asked_periods(rules, self.plan.starts, self.today):
            meeting = self._meeting(asked, chain, chair)
            if meeting is None:
                continue
            self._attend(meeting, posts)
            if meeting["as_of"]:
                self._agenda(meeting, before)
            before = self._decided(meeting, chain) or before

    def _meeting(self, asked: Asked, chain: Chain | None, chair: Post) -> Row | None:
        chance, running = self.rng.random(), asked.limit >= self.today
        if chance < MISSED or (running and chance < 0.4):
            return None
        calendar = work_calendar()
        on = calendar.add_workdays(asked.period.end, -self.rng.randrange(3, 25))
        if not running and chance < MISSED + LATE:
            on = calendar.add_workdays(asked.limit, self.rng.randrange(2, 15))
        if running and on <= self.today:
            on = calendar.add_workdays(self.today, self.rng.randrange(2, 12))
        moved = self.rng.random() < MOVED
        held = on if on < self.today else None
        state = "fixed" if on <= self.today + timedelta(days=9) else "planned"
        if held:
            state = "written" if held > self.today - timedelta(days=6) else "confirmed"
        row = {
            "id": len(self.rows[Meeting]),
            "city_id": self.city.pk,
            "plan_id": self.plan.pk,
            "chain_id": chain.pk if chain else None,
            "rank_id": asked.rule.rank_id,
            "activity": asked.rule.activity,
            "every": asked.rule.every,
            "starts": asked.period.start,
            "ends": asked.period.end,
            "nth": 1,
            "limit": asked.limit,
            "state": state,
            "on": on,
            "first_on": calendar.add_workdays(on, -6) if moved else on,
            "time": "15:00",
            "room": "市政务中心3楼",
            "chair_id": chair.pk,
            "moved": int(moved),
            "reason": "主持的领导出差。（示例）" if moved and state != "confirmed" else "",
            "as_of": None if state == "planned" else min(calendar.add_workdays(on, -2), self.today),
            "held_on": held,
            "confirmed_at": _moment(calendar.add_workdays(on, 3), 9) if state == "confirmed" else None,
            "confirmed_by_id": self.account.pk if state == "confirmed" else None,
            "changed": 0,
            "post_id": None,
            "authors": (),
            "version": 1,
        }
        self.rows[Meeting].append(row)
        if held:
            self.rows[Minute].append(
                {
                    "meeting": row,
                    "corrects": False,
                    "text": SAID,
                    "reason": "",
                    "by_id": self.account.pk,
                    "at": _moment(on, 17),
                }
            )
        return row

    def _attend(self, meeting: Row, posts: Sequence[Post]) -> None:
        for post in posts:
            presence = "expected"
            if meeting["held_on"]:
                presence = self.rng.choices(("present", "deputised", "excused", "absent"), (80, 10, 7, 3))[0]
                presence = "present" if post.pk == meeting["chair_id"] else presence
            self.rows[Attendance].append(
                {"meeting": meeting, "asked_id": post.pk, "name": post.name, "presence": presence}
            )

    def _agenda(self, meeting: Row, before: list[Row]) -> None:
        place = 0
        blank = {"since": None, "note": "", "subject": "", "page_key": "", "code": "", "value": None, "unit": ""}
        for decision in before:
            place += 1
            task = decision["task"]
            done = task["done_on"] is not None and task["done_on"] <= meeting["as_of"]
            late = not done and task["deadline"] < meeting["as_of"]
            line = {
                "group": "promised",
                "kind": "met" if done else "missed" if late else "running",
                "title": decision["title"],
                "state": "办成" if done else "没办" if late else "在办",
                "owner": self.names[decision["lead_id"]],
                "due": task["deadline"],
                "late": late,
                "note": task["report"] if done else "没有回话",
                "page": "task",
                "of_task": task,
                "page_query": {},
                "up_is_good": None,
            }
            self.rows[AgendaLine].append(blank | {"meeting": meeting, "place": place} | line)
        for group, code, title, page, up, usual in FIGURES:
            place += 1
            line = {
                "group": group,
                "kind": "",
                "title": title,
                "state": "",
                "owner": "",
                "due": None,
                "late": False,
                "page": page,
                "page_query": {},
                "code": code,
                "value": max(0, usual + self.rng.randrange(-3, 4)),
                "unit": "件",
                "up_is_good": up,
            }
            self.rows[AgendaLine].append(blank | {"meeting": meeting, "place": place} | line)

    def _decided(self, meeting: Row, chain: Chain | None) -> list[Row]:
        """What was decided in the meeting; before it, what is asked."""
        told = []
        kinds = self.rng.sample(facts()["decided"], self.rng.randrange(1, 4))
        for place, kind in enumerate(kinds, 1):
            deferred = meeting["held_on"] is not None and self.rng.random() < DEFERRED
            decided = meeting["held_on"] is not None and not deferred
            day = meeting["held_on"] or meeting["on"]
            row = {
                "meeting": meeting,
                "place": place,
                "state": "deferred" if deferred else "asked",
                **{name: kind[name] for name in ("title", "question", "advice", "text", "proof")},
                "lead_id": self.rng.choice(self.units),
                "deadline": day + timedelta(days=self.rng.randrange(30, 80)),
                "asked_at": _moment(day - timedelta(days=4), 9),
                "decided_at": _moment(day) if decided else None,
                "decided_by_id": self.account.pk if decided else None,
                "reason": "等测算。（示例）" if deferred else "",
                "task": None,
                "post_id": None,
                "authors": (),
                "version": 0,
            }
            if decided:
                row["state"] = "taken"
                if meeting["state"] == "confirmed":
                    row["state"], row["task"] = "assigned", self._task(row, day, chain)
                    told.append(row)
            self.rows[Decision].append(row)
        return told

    def _task(self, decision: Row, day: date, chain: Chain | None) -> Row:
        deadline: date = decision["deadline"]
        chance = self.rng.random()
        on = deadline + timedelta(days=self.rng.randrange(3, 60) if chance < SLOW else -self.rng.randrange(1, 20))
        done = on < self.today and chance < 1 - UNDONE
        given_up = not done and deadline < self.today - timedelta(days=400)
        year = day.year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        task = BLANK | {
            "number": f"{year}-{self.numbers[year]:05d}",
            "city_id": self.city.pk,
            "title": decision["title"],
            "text": decision["text"],
            "proof": decision["proof"],
            "duty_id": None,
            "chain_id": chain.pk if chain else None,
            "state": "closed" if done else "cancelled" if given_up else "in_hand",
            "lead_id": decision["lead_id"],
            "assigned_by_id": self.account.pk,
            "assigned_at": _moment(day),
            "taken_up_at": _moment(day + timedelta(days=2)),
            "cadence": "",
            "deadline": deadline,
            "first_deadline": deadline,
            "due": deadline,
            "done_on": on if done else None,
            "report": f"已办成，附{decision['proof']}。（示例）" if done else "",
            "reported_on": on if done else None,
            "reported_by_id": self.account.pk if done else None,
            "verification": "看了原件，与议定相符。（示例）" if done else "",
            "verified_at": _moment(on + timedelta(days=2)) if done else None,
            "last_act_at": _moment(on if done else day),
            "reason": "情况变了，另作安排。（示例）" if given_up else "",
        }
        self.rows[Task].append(task)
        return task

    def write(self) -> int:
        """Rows in the order of what they lead to."""
        for model in (Meeting, Task):
            for pk, row in zip(allocate_ids(model, len(self.rows[model])), self.rows[model], strict=True):
                row["id"] = pk
        for kind in (Meeting, Task, Attendance, Minute, Decision, AgendaLine):
            rows = [_flat(row) for row in self.rows[kind]]
            if rows:
                bulk_insert(kind, {name: [row[name] for row in rows] for name in rows[0]})
        self._link()
        return len(self.rows[Meeting])

    def _link(self) -> None:
        Link.objects.bulk_create(
            Link(source=f"reviews.Meeting:{row['meeting']['id']}", target=f"tasks.Task:{row['task']['id']}")
            for row in self.rows[Decision]
            if row["task"]
        )


def _flat(row: Row) -> Row:
    """Rows that others lead to by their keys."""
    flat = dict(row)
    for name in ("meeting", "task"):
        if name in flat:
            other = flat.pop(name)
            flat[f"{name}_id"] = other["id"] if other else None
    if "page_key" in flat:
        task = flat.pop("of_task", None)
        flat["page_key"] = str(task["id"]) if task else flat["page_key"]
    return flat


def write_reviews(city: Region, account: User, seed: int) -> int:
    """How many meetings were written."""
    writing = _Writing(city, account, seed)
    writing.draw()
    return writing.write()
