"""Supervision lists since the plan began, and what became of each matter: answers in time or late, returned, silence.

Drawn from its own seed out of the problems that were late on the day of each list, and out of the plan's targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.kernel.formatting import quarter
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Plan, SupervisionColour, Target
from lianzhang.problems.models import Problem
from lianzhang.registry.api import joined, unit_of, work_calendar
from lianzhang.registry.models import Region, ResponsibleUnit
from lianzhang.supervision.models import Reminder, SupervisionItem, SupervisionList
from lianzhang.work.models import Link

__all__ = ["write_supervision"]

EVERY, LAST = 31, 4  # so many workdays apart, the last so many workdays ago
MOST, OF_TARGETS = 40, 7  # matters of a list, and how many of them are targets
# What part of them: silent until the next list, late, not enough at first, taken back.
SILENT, LATE, RETURNED, WITHDRAWN, REMINDED = 0.16, 0.2, 0.22, 0.03, 0.3
ASKED = ("报办结日期，写明责任科室", "书面说明原因和完成日期", "报会商结果", "补齐资料，报验收日期", "报指标落实数")
WORDS = ("请按期反馈，写明完成日期。（示例）", "已经逾期，请今天反馈。（示例）", "")
LACKING = ("没有写费用由谁出", "没有写完成日期", "只写了正在研究", "没有附现场照片")
ANSWERS = (
    "已开会明确牵头科室，本月内办结。（示例）",
    "材料已报上级，批复后三日内办结。（示例）",
    "已到现场办结，企业在场。（示例）",
)
USUAL = "lead,deadline,overdue,colour,asked,answer_by,reminded,ended"
WHY_TARGET = "滞后，按目前进度到期还差一截"
BLANK: dict[str, Any] = {
    **dict.fromkeys(("said", "said_by", "progress", "answer", "paper", "reason", "review", "recognition", "basis"), ""),
    **dict.fromkeys(("helper_names",), ""),
    **dict.fromkeys(("said_on", "progress_at", "reminded_at", "answered_at", "answered_by_id", "reviewed_at"), None),
    **dict.fromkeys(("ended_at", "carried_from_id", "post_id", "chain_id", "task_id"), None),
    **dict.fromkeys(("reminders", "returned", "version"), 0),
    "answered_late": False,
    "authors": (),
}
Row = dict[str, Any]


class _Writing:
    def __init__(self, city: Region, seed: int) -> None:
        self.city, self.rng = city, Random(seed)  # noqa: S311 - nothing secret
        self.plan = Plan.objects.select_related("city").get(city=city)
        self.calendar, self.today = work_calendar(), timezone.localdate()
        rows = SupervisionColour.objects.filter(plan=self.plan).order_by("from_days")
        self.colours = list(rows.values_list("colour", "from_days", "answer_workdays"))
        late = Problem.objects.filter(city=city, lead__isnull=False, overran=True)
        open_late = Problem.objects.filter(city=city, state__in=("assigned", "in_hand"), answer_by__lt=self.today)
        named = ("chain", *joined("lead"))
        self.problems = [*late.select_related(*named), *open_late.select_related(*named)]
        self.targets = list(Target.objects.filter(plan=self.plan).order_by("order").prefetch_related("owners"))
        self.units = list(ResponsibleUnit.objects.filter(city=city).select_related("organization", "region", "park"))
        self.reminded: list[tuple[Row, int]] = []
        self.lists: list[Row] = []
        self.items: list[Row] = []
        self.open: dict[str, Row] = {}
        self.serials: dict[int, int] = {}
        self.editions: dict[str, int] = {}

    def draw(self) -> None:
        day = self.calendar.add_workdays(self.today, -LAST)
        days = []
        while day > self.plan.starts:
            days.append(day)
            day = self.calendar.add_workdays(day, -EVERY)
        days.reverse()
        for place, on in enumerate(days):
            following = days[place + 1] if place + 1 < len(days) else None
            self._list(on, following)

    def _list(self, on: date, following: date | None) -> None:
        at = self._moment(on)
        told = sorted(self._matters(on), key=lambda each: -each["overdue"])[:MOST]
        if not told:
            return
        row = self._numbered(on, at)
        for place, matter in enumerate(told, 1):
            item = BLANK | matter | {"list": row, "place": place}
            if old := self.open.pop(item["subject"], None):
                old["state"] = "carried"
                item["carried_from"] = old
                item |= {name: old[name] for name in ("reminders", "reminded_at")}
            self._story(item, on, following)
            self.items.append(item)
            if item["state"] not in ("ended", "withdrawn"):
                self.open[item["subject"]] = item

    def _numbered(self, on: date, at: datetime) -> Row:
        serial = self.serials[on.year] = self.serials.get(on.year, 0) + 1
        edition = self.editions[quarter(on)] = self.editions.get(quarter(on), 0) + 1
        words = self.plan.vocabulary
        row = {
            "city_id": self.city.pk,
            "plan_id": self.plan.pk,
            "kind": "list",
            "state": "issued",
            "title": f"{quarter(on)}第{edition}期",
            "as_of": on,
            "year": on.year,
            "serial": serial,
            "number": f"{words.supervision or f'{words.office}督'}〔{on.year}〕{serial}号",
            "issued_at": at,
            "closed_at": None,
            "columns": USUAL,
            "post_id": None,
            "authors": (),
            "version": 1,
        }
        self.lists.append(row)
        return row

    def _matters(self, on: date) -> Iterator[Row]:
        """What is open since the last list, then problems late on the day, then targets."""
        again = set(self.open)
        for subject in list(self.open):
            yield self._again(self.open[subject], on)
        for row in self.problems:
            late = row.answer_by and row.answer_by < on and row.assigned_at and row.assigned_at.date() <= on
            unanswered = row.answered_at is None or row.answered_at.date() > on
            if late and unanswered and f"problems.Problem:{row.pk}" not in again:
                yield self._problem(row, on)
        targets = self.targets if on <= self.plan.ends else []
        for target in self.rng.sample(targets, min(OF_TARGETS, len(targets))):
            if f"plans.Target:{target.pk}" not in again:
                yield self._target(target, on)

    def _again(self, old: Row, on: date) -> Row:
        kept = ("subject", "kind", "kind_title", "page", "page_key", "matter", "note", "why", "chain_id", "lead_id")
        told = {name: old[name] for name in (*kept, "lead_name", "asked", "deadline")}
        return told | self._colour(told["deadline"], on)

    def _problem(self, row: Problem, on: date) -> Row:
        unit = row.lead
        return {
            "subject": f"problems.Problem:{row.pk}",
            "kind": "problem",
            "kind_title": "问题",
            "page": "problem",
            "page_key": str(row.pk),
            "matter": row.title,
            "note": f"{row.chain or '不涉及产业链'}，{row.number}",
            "why": "办理中，超过答复期限",
            "chain_id": row.chain_id,
            "lead_id": row.lead_id,
            "lead_name": str(unit),
            "asked": self.rng.choice(ASKED),
            "deadline": row.answer_by,
        } | self._colour(row.answer_by or on, on)

    def _target(self, row: Target, on: date) -> Row:
        owners = list(row.owners.all())
        unit = unit_of(owners[0]) if owners else self.rng.choice(self.units)
        return {
            "subject": f"plans.Target:{row.pk}",
            "kind": "target",
            "kind_title": "目标",
            "page": "target",
            "page_key": row.code,
            "matter": row.name,
            "note": "",
            "why": "未达" if row.due < on else WHY_TARGET,
            "lead_id": unit.pk,
            "lead_name": str(unit),
            "asked": "写明原因和补救办法",
            "deadline": row.due,
        } | self._colour(row.due, on, self.rng.choice(("blue", "blue", "yellow")))

    def _colour(self, deadline: date, on: date, chosen: str = "blue") -> Row:
        """By its days; what is only in danger has the colour that was chosen."""
        days = max(0, self.calendar.workdays_between(deadline, on)) if deadline < on else 0
        limits = {colour: limit for colour, _, limit in self.colours}
        colour = next((each for each, start, _ in reversed(self.colours) if days >= start), chosen)
        until = self.calendar.add_workdays(on, limits.get(colour, 5))
        return {"overdue": days, "colour": colour, "colour_now": colour, "answer_by": until, "due": until}

    def _story(self, item: Row, on: date, following: date | None) -> None:
        """From the issue until it ends, the next list comes, or today."""
        item["state"], end = "issued", following or self.today
        if self.rng.random() < WITHDRAWN:
            item |= {"state": "withdrawn", "reason": "企业已撤回诉求。（示例）"}
            return
        if self.rng.random() < REMINDED:
            self._remind(item, end)
        if self.rng.random() < SILENT:
            return
        late = self.rng.randrange(1, 9) if self.rng.random() < LATE else -self.rng.randrange(0, 3)
        if not self._answer(item, max(on, self.calendar.add_workdays(item["answer_by"], late)), end):
            return
        if self.rng.random() < RETURNED and not self._return(item, end):
            return
        self._review(item, end)

    def _at(self, day: date, end: date) -> datetime | None:
        return self._moment(day) if day < end else None

    def _remind(self, item: Row, end: date) -> None:
        if at := self._at(self.calendar.add_workdays(item["due"], 1), end):
            count = self.rng.randrange(1, 3)
            item["reminders"], item["reminded_at"] = item["reminders"] + count, at
            self.reminded.append((item, count))

    def _answer(self, item: Row, day: date, end: date) -> bool:
        at = self._at(day, end)
        if at:
            item |= {"state": "answered", "answer": self.rng.choice(ANSWERS), "answered_at": at}
            item["answered_late"] = item["answered_late"] or day > item["due"]
        return at is not None

    def _return(self, item: Row, end: date) -> bool:
        day = self.calendar.add_workdays(item["answered_at"].date(), self.rng.randrange(1, 3))
        if not self._at(day, end):
            return False
        until = self.calendar.add_workdays(day, 3)
        item |= {"state": "insufficient", "reason": self.rng.choice(LACKING), "returned": 1, "due": until}
        return self._answer(item, self.calendar.add_workdays(day, self.rng.randrange(1, 5)), end)

    def _review(self, item: Row, end: date) -> None:
        day = self.calendar.add_workdays(item["answered_at"].date(), self.rng.randrange(1, 4))
        if not (at := self._at(day, end)):
            return
        item |= {"state": "accepted", "review": "逐条回答了要求，看了材料。（示例）", "reviewed_at": at}
        done = self._at(self.calendar.add_workdays(day, self.rng.randrange(1, 12)), end)
        if done:
            firm = item["kind"] == "problem"
            said = ("firm", "电话回访，企业认可。（示例）") if firm else ("superior", "分管领导圈阅同意。（示例）")
            item |= {"state": "ended", "recognition": said[0], "basis": said[1], "ended_at": done}

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time(9 + self.rng.randrange(8), self.rng.randrange(60)), SHANGHAI)


def write_supervision(city: Region, seed: int) -> int:
    """How many matters were written."""
    writing = _Writing(city, seed)
    if not writing.colours or not writing.units:
        return 0
    writing.draw()
    _close(writing.lists, writing.items)
    for row, pk in zip(writing.lists, allocate_ids(SupervisionList, len(writing.lists)), strict=True):
        row["id"] = pk
    for item, pk in zip(writing.items, allocate_ids(SupervisionItem, len(writing.items)), strict=True):
        item["id"], item["list_id"] = pk, item["list"]["id"]
        if old := item.pop("carried_from", None):
            item["carried_from_id"] = old["id"]
    for item in writing.items:
        item.pop("list")
    _pour(SupervisionList, writing.lists)
    _pour(SupervisionItem, writing.items)
    _pour(Reminder, list(_reminders(writing.reminded, writing.calendar)))
    _pour(Link, list(_links(writing.items)))
    return len(writing.items)


def _close(lists: Iterable[Row], items: Sequence[Row]) -> None:
    """A list is closed with the last of its matters."""
    still = {id(item["list"]) for item in items if item["state"] not in ("ended", "carried", "withdrawn")}
    for row in lists:
        if id(row) not in still:
            ends = [each["ended_at"] for each in items if each["list"] is row and each["ended_at"]]
            row["state"], row["closed_at"] = "closed", max(ends, default=row["issued_at"])


def _reminders(items: Iterable[tuple[Row, int]], calendar: Any) -> Iterator[Row]:
    """One a workday, the last when the matter says; what came back of them is the answer, where there is one."""
    for item, count in items:
        for before in reversed(range(count)):
            day = calendar.add_workdays(item["reminded_at"].date(), -before)
            at = datetime.combine(day, item["reminded_at"].timetz())
            heard = item["answered_at"] if item["answered_at"] and item["answered_at"] > at else None
            said = {"words": WORDS[before % len(WORDS)], "heard": f"反馈：{item['answer']}" if heard else ""}
            yield {"item_id": item["id"], "at": at, "by_id": None, "post_id": None, "heard_at": heard, **said}


def _links(items: Iterable[Row]) -> Iterator[Row]:
    for item in items:
        target = f"supervision.SupervisionItem:{item['id']}"
        yield {"source": item["subject"], "target": target, "by_id": None, "at": timezone.now()}


def _pour(model: Any, rows: list[Row]) -> None:
    if rows:
        bulk_insert(model, {name: [row[name] for row in rows] for name in rows[0]})
