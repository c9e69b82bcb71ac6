"""The register at the scale of a province: the plan judged from records, and the pages that show it.

Meets the 50,000 firms that bench/sample.py leaves in the database."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import FICTITIOUS
from bench.measuring import Measure, milliseconds, quantile, times_of
from bench.pages import Page
from bench.rooms import measure_desks, measure_duties, pages_of_rooms
from bench.server import measure_server
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS, assign_demonstrator
from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.templatetags.kept import FRAGMENTS
from lianzhang.market.models import Match, Need
from lianzhang.plans.evaluating import Run, evaluate_plan
from lianzhang.plans.models import Observation, Plan
from lianzhang.policies.models import Award
from lianzhang.projects.models import Project
from lianzhang.registry.models import HonourKind
from lianzhang.reviews.models import Meeting
from lianzhang.statements import totals
from lianzhang.statements.models import Statement
from lianzhang.visits.models import Promise, Visit
from lianzhang.work.api import move

PROVINCE = "50,000 firms"
ROUNDS = 20
P95 = 0.95
EVALUATION_LIMIT, PLAN_LIMIT, PAGE_LIMIT, LIST_LIMIT, SUM_LIMIT = 300, 60, 300, 100, 1_000  # milliseconds
DESK_LIMIT = 150


def measure_registers() -> Iterator[Measure]:
    plan = _plan()
    yield from _evaluations(plan)
    yield measure_duties(plan)
    client = _reader(plan)
    yield from _after_a_write(plan, client)
    for page in _pages(plan):
        times = times_of(partial(_get, client, page), rounds=ROUNDS)
        half = round(quantile(times, 0.5), 1)
        yield Measure(
            f"page {page.name}, p95", round(quantile(times, P95), 2), "ms", page.limit, f"{PROVINCE}, median {half} ms"
        )
    yield from measure_desks(plan)


def measure_server_of_registers(folder: Path) -> Iterator[Measure]:
    plan = _plan()
    addresses = [page.address for page in _pages(plan)]
    yield from measure_server(folder, addresses, PROVINCE, city=plan.city_id)


def count_queries() -> dict[str, int]:
    """How many queries each page makes once what is kept is kept."""
    plan = _plan()
    client, counts = _reader(plan), {}
    for page in _pages(plan):
        _get(client, page)
        FRAGMENTS.answers.clear()
        with CaptureQueriesContext(connection) as captured:
            _get(client, page)
        counts[page.name] = len(captured)
    return counts


def _after_a_write(plan: Plan, client: Client) -> Iterator[Measure]:
    """The first look at the desk after an act that writes what counts: one year's statement, one figure."""
    for model, what in ((Statement, "a statement"), (Observation, "a figure")):
        times = []
        for _ in range(5):
            touch(plan.city_id)
            move(plan.city_id, model, [plan.ends.year])
            times += times_of(partial(client.get, reverse("desk")), rounds=1, warm_up=0)
        yield Measure(f"desk, first look after {what}", round(quantile(times, 0.5), 1), "ms", None, PROVINCE)


def _plan() -> Plan:
    return Plan.objects.get(city__fictitious=True)


def _evaluations(plan: Plan) -> Iterator[Measure]:
    """Cold: the first look after something was written, when all is summed up anew."""
    years = totals.totals(plan.city_id).years
    reckonings = (totals.reckon, totals.listed)
    cold = milliseconds(lambda: [work(plan.city_id, years) for work in reckonings], rounds=3, warm_up=0)
    yield Measure("sums of the register, cold", cold, "ms", None, PROVINCE)
    name = f"evaluate {plan.targets.count()} targets from records"
    warm = milliseconds(lambda: evaluate_plan(plan, plan.ends, run=Run(plan)), rounds=ROUNDS)
    yield Measure(name, warm, "ms", EVALUATION_LIMIT, PROVINCE)


def _reader(plan: Plan) -> Client:
    """An account of the chain office of this city alone."""
    office = next(who for who in DEMONSTRATORS if who.role == "chain_office")
    user, _ = User.objects.get_or_create(username="bench-register", defaults={"label": FICTITIOUS})
    assign_demonstrator(user, office, plan.city)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _pages(plan: Plan) -> Iterator[Page]:
    chain = plan.chains.get(code="auto")
    firm = Enterprise.objects.filter(city=plan.city_id, memberships__role="anchor").order_by("pk")[0]
    kind = HonourKind.objects.filter(city=plan.city_id, honours__isnull=False).order_by("pk")[0]
    on_chain = Membership.objects.filter(chain=chain).values_list("pk", flat=True)[0]
    everything = "-".join(map(str, plan.chains.values_list("pk", flat=True)))
    sums = urlencode({"item": "output", "year": plan.ends.year, "chains": everything})
    yield Page("desk", reverse("desk"), DESK_LIMIT)
    yield Page("city", reverse("city"), PLAN_LIMIT)
    yield Page("chain", reverse("chain", args=[chain.code]), PLAN_LIMIT)
    yield Page("plan", reverse("plan"), PLAN_LIMIT)
    yield Page("firms", reverse("firms"), LIST_LIMIT)
    yield Page("firms, searched", reverse("firms") + "?" + urlencode({"q": firm.name[2:5]}), LIST_LIMIT)
    yield Page(
        "firms, by initials", reverse("firms") + "?" + urlencode({"q": firm.search.split("\n")[1][4:8]}), LIST_LIMIT
    )
    for what, words in (
        ("a name", firm.name[2:5]),
        ("initials", firm.search.split("\n")[1][4:8]),
        ("no firm", "找不到的"),
    ):
        yield Page(f"suggestions, {what}", reverse("search_suggest") + "?" + urlencode({"q": words}), PLAN_LIMIT)
    yield Page("firms, by output", reverse("firms") + "?sort=output", LIST_LIMIT)
    yield Page("firms of a chain", reverse("firms") + "?" + urlencode({"chain": chain.code}), LIST_LIMIT)
    yield Page("city map", reverse("city_map"), PAGE_LIMIT)
    yield Page("segment", reverse("segment", args=[chain.segments.order_by("pk")[0].pk]), PAGE_LIMIT)
    yield Page("firm", reverse("firm", args=[firm.pk]), PAGE_LIMIT)
    yield Page("target from records", reverse("target", args=["core_firms"]), PAGE_LIMIT)
    yield Page("target from sums", reverse("target", args=["chain_output"]), PAGE_LIMIT)
    yield Page("coverage", reverse("coverage"), PAGE_LIMIT)
    yield Page("behind a sum", reverse("statements_breakdown", args=[plan.city_id]) + f"?{sums}", SUM_LIMIT)
    yield Page("honours", reverse("honours"), PAGE_LIMIT)
    yield Page("honours of a kind", reverse("honour_kind", args=[kind.code]), PAGE_LIMIT)
    yield Page("statements", reverse("statements"), PAGE_LIMIT)
    yield Page("statement", reverse("statement", args=[firm.statements.order_by("pk")[0].pk]), PAGE_LIMIT)
    yield Page("exchange", reverse("exchange"), PAGE_LIMIT)
    yield Page("duplicates", reverse("firms_duplicates"), PAGE_LIMIT)
    yield Page("data quality", reverse("quality"), PAGE_LIMIT)
    yield from pages_of_rooms(plan)
    yield from _pages_of_visits(plan)
    yield from _pages_of_reviews()
    yield from _pages_of_projects(plan)
    yield from _pages_of_market(plan)
    yield from _pages_of_policies(plan)
    yield Page("one on a chain", reverse("membership_row", args=[on_chain]), LIST_LIMIT)


def _pages_of_visits(plan: Plan) -> Iterator[Page]:
    visit, promise = (model.objects.filter(city=plan.city_id)[0] for model in (Visit, Promise))
    yield Page("visits", reverse("visits"), LIST_LIMIT)
    yield Page("visits, to do", reverse("visits") + "?mine=todo", LIST_LIMIT)
    yield Page("visit", reverse("visit", args=[visit.pk]), PAGE_LIMIT)
    yield Page("promises", reverse("promises"), LIST_LIMIT)
    yield Page("promises, overdue", reverse("promises") + "?mine=overdue", LIST_LIMIT)
    yield Page("promise", reverse("promise", args=[promise.pk]), PAGE_LIMIT)
    yield Page("promises of a year by unit", reverse("visits_measures") + f"?year={plan.ends.year}", SUM_LIMIT)


def _pages_of_reviews() -> Iterator[Page]:
    met = Meeting.objects.filter(state="confirmed", chain__isnull=False).order_by("-on")[0]
    coming = Meeting.objects.filter(state__in=("planned", "fixed"), chain__isnull=False).order_by("on").first() or met
    yield Page("reviews", reverse("reviews"), PAGE_LIMIT)
    yield Page("meetings", reverse("meetings"), LIST_LIMIT)
    yield Page("decisions", reverse("decisions"), LIST_LIMIT)
    yield Page("an agenda", reverse("meeting", args=[coming.pk]), PAGE_LIMIT)
    yield Page("minutes", reverse("meeting", args=[met.pk]), PAGE_LIMIT)
    yield Page("calendar", reverse("calendar"), PAGE_LIMIT)


def _pages_of_projects(plan: Plan) -> Iterator[Page]:
    row = Project.objects.filter(city=plan.city_id, state="started").order_by("-done")[0]
    year = f"?year={plan.ends.year}"
    yield Page("projects", reverse("projects"), LIST_LIMIT)
    yield Page("projects, stalled", reverse("projects") + "?mine=stalled", LIST_LIMIT)
    yield Page("projects, marked", reverse("projects") + "?mark=green&state=started", LIST_LIMIT)
    for code in ("unstarted", "unbuilt", "idle"):
        yield Page(f"projects not yet, {code}", reverse("projects") + f"?mine={code}", PAGE_LIMIT)
    yield Page("project", reverse("project", args=[row.pk]), LIST_LIMIT)
    yield Page("projects of a year by unit", reverse("projects_measures") + f"{year}&by=unit", PAGE_LIMIT)
    yield Page("projects of a year by chain", reverse("projects_measures") + year, PAGE_LIMIT)


def _pages_of_market(plan: Plan) -> Iterator[Page]:
    """Of the need that most answer, in a chain with many who could."""
    need = Need.objects.filter(city=plan.city_id, state="open", kind__answered_by="enterprise").order_by("-pk")[0]
    match = Match.objects.filter(city=plan.city_id, state="agreed").order_by("-pk")[0]
    yield Page("needs", reverse("needs"), LIST_LIMIT)
    yield Page("needs nobody answers", reverse("needs") + "?mine=unanswered", LIST_LIMIT)
    yield Page("needs, to do", reverse("needs") + "?mine=todo", LIST_LIMIT)
    yield Page("need, with who could", reverse("need", args=[need.pk]), PAGE_LIMIT)
    yield Page("published needs", reverse("postings"), LIST_LIMIT)
    yield Page("matches", reverse("matches"), LIST_LIMIT)
    yield Page("matches that stay too long", reverse("matches") + "?mine=slow", LIST_LIMIT)
    yield Page("match", reverse("match", args=[match.pk]), PAGE_LIMIT)
    yield Page("needs of a year by kind", reverse("needs_funnel") + f"?year={plan.ends.year}", PAGE_LIMIT)


def _pages_of_policies(plan: Plan) -> Iterator[Page]:
    """Of the programme to which most applied, and of an award that is promised and not paid."""
    award = Award.objects.filter(city=plan.city_id, paid=0, amount__isnull=False).order_by("-pk")[0]
    application = award.application
    yield Page("programmes", reverse("programmes"), LIST_LIMIT)
    yield Page("programme", reverse("programme", args=[application.programme_id]), PAGE_LIMIT)
    yield Page("applications", reverse("applications"), LIST_LIMIT)
    yield Page("applications, to do", reverse("applications") + "?mine=todo", LIST_LIMIT)
    yield Page("applications overdue", reverse("applications") + "?mine=overdue", LIST_LIMIT)
    yield Page("application", reverse("application", args=[application.pk]), PAGE_LIMIT)
    yield Page("promises not paid", reverse("awards") + "?mine=unpaid", LIST_LIMIT)
    yield Page("award", reverse("award", args=[award.pk]), PAGE_LIMIT)
    yield Page("programmes of a year", reverse("policy_measures") + f"?year={plan.ends.year}", PAGE_LIMIT)


def _get(client: Client, page: Page) -> None:
    response = client.get(page.address)
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{page.address} answered {response.status_code}")
