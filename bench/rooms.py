"""The rooms that work things to their end, at the scale of a province: their pages, the desks, the evaluation of
duties. Meets what bench/sample.py leaves in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from bench.figures import FICTITIOUS
from bench.measuring import Measure, milliseconds, quantile, times_of
from bench.pages import Page
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS, assign_demonstrator
from lianzhang.consultations.models import Consultation
from lianzhang.kernel.templatetags.kept import FRAGMENTS
from lianzhang.plans.evaluating import Run, evaluate_duties
from lianzhang.plans.models import Plan
from lianzhang.problems.models import Problem
from lianzhang.projects.models import Milestone, MonthFigure, Project
from lianzhang.supervision.models import SupervisionItem
from lianzhang.tasks.models import Task, WorkRecord

ROUNDS = 20
P95 = 0.95
MONTHS, MILESTONES = 500_000, 300_000
LIST_LIMIT, DESK_LIMIT, PAGE_LIMIT, MEASURES_LIMIT, DUTIES_LIMIT = 100, 150, 300, 300, 500  # milliseconds
# Each with a desk of its own.
DESKS = ("head_chief", "chief", "office_clerk", "chain_team", "member_unit", "district", "enterprise", "expert")


def fill_projects(plan: Plan) -> None:
    """Months and milestones up to what a province has, on days before those that the sample draws."""
    projects = list(Project.objects.filter(city=plan.city_id).order_by("pk").values_list("pk", flat=True))
    day = plan.starts.replace(year=plan.starts.year - 3)
    months = (
        MonthFigure(project_id=projects[place % len(projects)], month=_month(place // len(projects)), done=1)
        for place in range(MONTHS - MonthFigure.objects.count())
    )
    milestones = (
        Milestone(project_id=projects[place % len(projects)], title=FICTITIOUS, baseline=day, forecast=day, actual=day)
        for place in range(MILESTONES - Milestone.objects.count())
    )
    _write(MonthFigure, months)
    _write(Milestone, milestones)


def _write(model: type[Model], rows: Iterator[Model]) -> None:
    while some := list(islice(rows, 20_000)):
        model._default_manager.bulk_create(some)


def _month(back: int) -> date:
    """So many months before December 2014, when none of the sample's projects was there."""
    return date(2014 - back // 12, 12 - back % 12, 1)


def measure_desks(plan: Plan) -> Iterator[Measure]:
    """Of each kind of post; and as they are put together anew, after any act of anybody."""
    for role in DESKS:
        look = partial(_read, client_of(plan, role), reverse("desk"))
        again, anew = times_of(look, rounds=ROUNDS), times_of(_forgetting(look), rounds=ROUNDS)
        for name, times, limit in (
            (f"desk of {role}", again, DESK_LIMIT),
            (f"desk of {role}, put together", anew, None),
        ):
            half = round(quantile(times, 0.5), 1)
            yield Measure(f"{name}, p95", round(quantile(times, P95), 2), "ms", limit, f"median {half} ms")


def measure_duties(plan: Plan) -> Measure:
    """Cold, as it is after each record that counts."""
    cold = milliseconds(lambda: evaluate_duties(plan, plan.ends, run=Run(plan)), rounds=5)
    rows = WorkRecord.objects.filter(city=plan.city_id).count()
    return Measure(f"evaluate {plan.duties.count()} duties, cold", cold, "ms", DUTIES_LIMIT, f"{rows:,} work records")


def pages_of_rooms(plan: Plan) -> Iterator[Page]:
    """Lists, one row of each, measures of a year; for a post of the office."""
    year = f"?year={plan.ends.year}"
    for name in ("problems", "tasks"):
        yield Page(name, reverse(name), LIST_LIMIT)
        for mine in ("todo", "overdue", "open", "closed"):
            yield Page(f"{name}, {mine}", f"{reverse(name)}?mine={mine}", LIST_LIMIT)
        yield Page(f"{name} of a year by unit", reverse(f"{name}_measures") + year, MEASURES_LIMIT)
    for name in ("work_records", "supervision", "supervision_lists", "consultations", "responsibilities", "shares"):
        yield Page(name.replace("_", " "), reverse(name), LIST_LIMIT)
    for name in ("work_records", "consultations", "supervision"):
        yield Page(f"{name.replace('_', ' ')}, to do", reverse(name) + "?mine=todo", LIST_LIMIT)
    yield Page("supervision by unit", reverse("supervision_units"), PAGE_LIMIT)
    yield Page("duty shown by work", reverse("duty", args=["d_quality_mgmt"]), PAGE_LIMIT)
    yield Page("problems that look alike", reverse("problems_alike"), PAGE_LIMIT)
    for model, name in (
        (Problem, "problem"),
        (Task, "task"),
        (WorkRecord, "work_record"),
        (Consultation, "consultation"),
    ):
        row = model.objects.filter(city=plan.city_id).order_by("-pk")[0]
        yield Page(name.replace("_", " "), reverse(name, args=[row.pk]), PAGE_LIMIT)
    matter = SupervisionItem.objects.filter(list__city=plan.city_id).order_by("-pk")[0]
    yield Page("a matter under supervision", reverse("supervision_item", args=[matter.pk]), PAGE_LIMIT)
    yield Page("a supervision list", reverse("supervision_list", args=[matter.list_id]), PAGE_LIMIT)
    yield Page("digest", reverse("digest"), LIST_LIMIT)
    yield Page("urgent, in the header", reverse("digest_urgent"), LIST_LIMIT)
    yield Page("quality, on the desk", reverse("quality_counts"), PAGE_LIMIT)


def client_of(plan: Plan, role: str) -> Client:
    """An account in this role, of this city alone."""
    who = next(each for each in DEMONSTRATORS if each.role == role)
    user, _ = User.objects.get_or_create(username=f"bench-{role}-{plan.code}", defaults={"label": FICTITIOUS})
    assign_demonstrator(user, who, plan.city)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _forgetting(look: partial[None]) -> partial[None]:
    def anew() -> None:
        FRAGMENTS.answers.clear()
        look()

    return partial(anew)


def _read(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{address} answered {response.status_code}")
