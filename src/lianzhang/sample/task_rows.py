"""Writes the drawn tasks and records of work: rows, what was said of them, and a paper where one is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Duty, Plan, WorkKind
from lianzhang.records.api import store_file
from lianzhang.records.models import Attachment
from lianzhang.registry.api import unit_of
from lianzhang.registry.models import Organization, Region
from lianzhang.tasks.models import Attendee, Progress, Task, WorkRecord

from .courses import draw_courses, seat
from .place import SOURCE, facts
from .tasks import Assigned, Done, draw_tasks, draw_works

__all__ = ["write_tasks"]

PAPER = "示例凭据：虚构的城市，只供试用。\n".encode()
FIRMS = 80  # that send people to courses
BLANK: dict[str, Any] = {
    **dict.fromkeys(("reason", "pace", "report", "verification", "asked_title", "asked_proof"), ""),
    **dict.fromkeys(("moved", "amended", "rejected", "version"), 0),
    **dict.fromkeys(("pace_on", "done_on", "reported_on", "asked_deadline"), None),
    **dict.fromkeys(("post_id", "region_id", "target_id"), None),
    "disputed": False,
    "authors": (),
}


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(10), SHANGHAI) if day else None


class _Writing:
    def __init__(self, city: Region, account: User, seed: int) -> None:
        self.city, self.account, self.rng = city, account, Random(seed)  # noqa: S311 - nothing secret
        plan = Plan.objects.get(city=city)
        self.duties = dict(Duty.objects.filter(plan=plan).values_list("code", "pk"))
        self.kinds = dict(WorkKind.objects.filter(plan=plan).values_list("code", "pk"))
        self.chains = list(plan.chains.order_by("code").values_list("pk", flat=True))
        districts = Region.objects.filter(city=city, kind__in=("district", "county", "county_city")).order_by("code")
        self.districts = [(each.pk, unit_of(each).pk) for each in districts]
        self.units = {name: self._unit(name, number) for number, name in enumerate(_bodies())}
        office = Organization.objects.filter(city=city, name=plan.vocabulary.office).first()
        self.office = unit_of(office).pk if office else next(iter(self.units.values()))
        self.paper = store_file(PAPER)
        firms = Enterprise.objects.filter(city=city, outside=False, merged_into=None).order_by("pk")
        self.firms = list(firms.values_list("pk", flat=True)[:FIRMS])

    def _unit(self, name: str, number: int) -> int:
        """The body of that name, made where the plan names none."""
        body = Organization.objects.filter(city=self.city, name=name).first()
        body = body or Organization.objects.create(
            city=self.city, code=f"task-bureau-{number}", name=name, kind="department"
        )
        return unit_of(body).pk

    def place(self, by: str) -> dict[str, int | None]:
        """Whose work it is, and of which chain or district."""
        chain, (region, district) = self.rng.choice(self.chains), self.rng.choice(self.districts)
        match by:
            case "office":
                return {"unit": self.office, "chain_id": None, "region_id": None}
            case "district":
                return {"unit": district, "chain_id": chain if self.rng.random() < 0.3 else None, "region_id": region}
            case "chain":
                return {"unit": self.rng.choice(list(self.units.values())), "chain_id": chain, "region_id": None}
        of_chain = chain if self.rng.random() < 0.6 else None
        return {"unit": self.units[by], "chain_id": of_chain, "region_id": None}

    def task(self, pk: int, number: str, drawn: Assigned) -> dict[str, Any]:
        fields = BLANK | drawn.fields
        place = self.place(drawn.body)
        taken_up, verified = fields.pop("taken_up", None), fields.pop("verified", None)
        assigned = fields.pop("assigned")
        last = max(day for day in (assigned, taken_up, verified, fields["reported_on"], fields["pace_on"]) if day)
        return fields | {
            "id": pk,
            "number": number,
            "city_id": self.city.pk,
            "duty_id": self.duties.get(drawn.duty),
            "lead_id": place.pop("unit"),
            **place,
            "assigned_by_id": self.account.pk,
            "assigned_at": _moment(assigned),
            "taken_up_at": _moment(taken_up),
            "verified_at": _moment(verified),
            "reported_by_id": self.account.pk if fields["reported_on"] else None,
            "last_act_at": _moment(last),
        }

    def record(self, drawn: Done, task: dict[str, Any] | None = None) -> dict[str, Any]:
        fields = dict(drawn.fields)
        decided = fields.pop("decided")
        place: dict[str, Any] = self.place(drawn.by)
        if task is not None:
            place = {"unit": task["lead_id"], "chain_id": task["chain_id"], "region_id": task["region_id"]}
        return fields | {
            "city_id": self.city.pk,
            "kind_id": self.kinds[drawn.kind],
            "duty_id": self.duties.get(drawn.duty),
            "task_id": task["id"] if task else None,
            "unit_id": place.pop("unit"),
            **place,
            "source": SOURCE,
            "entered_by_id": self.account.pk,
            "entered_at": _moment(fields["date"]),
            "decided_by_id": self.account.pk if decided else None,
            "decided_at": _moment(decided),
            "post_id": None,
            "authors": (self.account.pk,),
            "version": 0,
            "topic_id": None,
            "attended": None,
        }

    def attachment(self, pk: int, subject: str, day: date) -> dict[str, Any]:
        named = {"name": "示例凭据.txt", "kind": "txt", "size": len(PAPER), "sha256": self.paper}
        who = {"by": str(self.account), "account": self.account.get_username()}
        return {"id": pk, "subject": subject, "at": _moment(day), **named, **who}


def _bodies() -> list[str]:
    works = {each["by"] for each in facts()["works"]} - {"office", "chain", "district"}
    assigned = {body for each in facts()["assigned"] for body in each["bodies"]} - {"district"}
    return sorted(works | assigned)


def write_tasks(city: Region, account: User, scale: str, seed: int) -> tuple[int, int]:
    """How many tasks and how many records of work were written."""
    writing, today = _Writing(city, account, seed), timezone.localdate()
    drawn = list(draw_tasks(scale, seed, today))
    tasks = _tasks(writing, drawn)
    works = [writing.record(each) for each in draw_works(scale, seed, today)]
    works += [row for each, task in zip(drawn, tasks, strict=True) for row in _records_of(writing, each, task)]
    works += [writing.record(each) for each in draw_courses()]
    works = [row | {"id": pk} for row, pk in zip(works, allocate_ids(WorkRecord, len(works)), strict=True)]
    seats = seat(works, city, writing.firms, seed)
    bulk_insert(Task, _columns(tasks))
    progress, papers = _said(writing, drawn, tasks)
    bulk_insert(Attachment, _columns(papers))
    bulk_insert(Progress, _columns(progress))
    bulk_insert(WorkRecord, _columns(works))
    bulk_insert(Attendee, _columns(seats))
    return len(tasks), len(works)


def _tasks(writing: _Writing, drawn: list[Assigned]) -> list[dict[str, Any]]:
    rows = []
    numbers: dict[int, int] = {}
    for pk, each in zip(allocate_ids(Task, len(drawn)), drawn, strict=True):
        year = each.fields["assigned"].year
        numbers[year] = numbers.get(year, 0) + 1
        rows.append(writing.task(pk, f"{year}-{numbers[year]:05d}", each))
    return rows


def _records_of(writing: _Writing, drawn: Assigned, task: dict[str, Any]) -> Iterable[dict[str, Any]]:
    work = next((each for each in facts()["works"] if each["duty"] and each["duty"] == drawn.duty), None)
    if work is None:
        return
    for day in drawn.kept:
        said = {"title": task["title"], "result": work["results"][0], "date": day, "state": "confirmed", "reason": ""}
        yield writing.record(Done(work["kind"], work["duty"], work["by"], said | {"decided": day}), task)


def _said(
    writing: _Writing, drawn: list[Assigned], tasks: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Words of progress; a paper for each that says it goes well, and for each task that was reported done."""
    said = [(task, each) for row, task in zip(drawn, tasks, strict=True) for each in row.progress]
    done = [task for task in tasks if task["reported_on"]]
    good = sum(each[1] == "on_course" for _, each in said)
    papers = iter(allocate_ids(Attachment, good + len(done)))
    attached = [writing.attachment(next(papers), f"tasks.Task:{each['id']}", each["reported_on"]) for each in done]
    progress = []
    for pk, (task, (on, pace, words)) in zip(allocate_ids(Progress, len(said)), said, strict=True):
        paper = None
        if pace == "on_course":
            paper = next(papers)
            attached.append(writing.attachment(paper, f"tasks.Progress:{pk}", on))
        who = {"by_id": writing.account.pk, "at": _moment(on), "paper_id": paper}
        progress.append({"id": pk, "task_id": task["id"], "on": on, "pace": pace, "text": words, **who})
    return progress, attached


def _columns(rows: list[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
