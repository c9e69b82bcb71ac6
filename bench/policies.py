"""A province's programmes by the thousand: who could apply to which, reckoned anew, and what a firm reads of it.

Meets the 50,000 firms that bench/sample.py leaves in the database, or makes them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

from django.test import Client
from django.urls import reverse

from bench.figures import FICTITIOUS
from bench.measuring import Measure, milliseconds, quantile, times_of
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS, assign_demonstrator
from lianzhang.market.models import Need, NeedState
from lianzhang.market.rules import answers_kind
from lianzhang.plans.models import NeedKind, Plan, Programme, ProgrammeRule
from lianzhang.policies.api import keep, work_out
from lianzhang.policies.models import Application, EligibleLot
from lianzhang.policies.reckoning import firms_to_reckon, lots_of
from lianzhang.sample.writing import make_city

ITEMS = 1_000
FEWEST, SPREAD = 3, 4  # conditions of an item
ROUNDS = 20
P95 = 0.95
ALL_LIMIT = 60  # seconds
FOR_ME_LIMIT, LIST_LIMIT, PAGE_LIMIT = 150, 100, 300  # milliseconds


def measure_policies(_folder: Path) -> Iterator[Measure]:
    plan = Plan.objects.filter(city__fictitious=True).first()
    if plan is None:
        make_city(scale="province", seed=1, by="bench")
        plan = Plan.objects.get(city__fictitious=True)
    _fill(plan)
    yield _all_firms()
    yield _one_firm()
    applications = Application.objects.filter(city=plan.city_id).count()
    note = f"{Programme.objects.filter(plan=plan).count():,} items, {applications:,} applications"
    busy = EligibleLot.objects.exclude(met=[]).values_list("programme", flat=True).first()
    firm, office = _client(plan, "enterprise"), _client(plan, "chain_office")
    for name, client, address, limit in (
        ("for me, a firm", firm, reverse("for_me"), FOR_ME_LIMIT),
        ("desk, a firm", firm, reverse("desk"), FOR_ME_LIMIT),
        ("programmes, all items", office, reverse("programmes"), LIST_LIMIT),
        ("applications, all items", office, reverse("applications"), LIST_LIMIT),
        ("programme, who could apply", office, reverse("programme", args=[busy]), PAGE_LIMIT),
        ("need, with suggestions", office, reverse("need", args=[_open_need(plan)]), PAGE_LIMIT),
    ):
        times = times_of(partial(_read, client, address), rounds=ROUNDS)
        half = round(quantile(times, 0.5), 1)
        yield Measure(f"page {name}, p95", round(quantile(times, P95), 2), "ms", limit, f"{note}, median {half} ms")


def _open_need(plan: Plan) -> int:
    """The first for which firms are suggested."""
    kinds = [kind.pk for kind in NeedKind.objects.filter(plan=plan) if answers_kind(kind)]
    return Need.objects.filter(city=plan.city_id, state=NeedState.OPEN, kind__in=kinds).earliest("pk").pk


def _all_firms() -> Measure:
    """What the job of a night does, lot by lot."""
    firms, kept, begun = firms_to_reckon(), 0, perf_counter()
    for lot in lots_of(firms).values():
        kept += keep(lot, work_out(lot))
    note = f"{len(firms):,} firms, {ITEMS:,} items, {kept:,} pairs near in {EligibleLot.objects.count():,} rows"
    return Measure("who could apply to what, all firms", round(perf_counter() - begun, 1), "s", ALL_LIMIT, note)


def _one_firm() -> Measure:
    """What follows a change of one firm's records."""
    firm = firms_to_reckon()[:1]
    return Measure(
        "who could apply to what, one firm", milliseconds(lambda: keep(firm, work_out(firm)), rounds=5), "ms"
    )


def _fill(plan: Plan) -> None:
    """Bring the plan's programmes up to ITEMS: each asks FEWEST conditions or some more, of those that the plan knows,
    as notices do."""
    own = list(Programme.objects.filter(plan=plan).order_by("order"))
    rules = list(ProgrammeRule.objects.filter(programme__plan=plan).order_by("pk"))
    for number in range(ITEMS - len(own)):
        row = Programme.objects.get(pk=own[number % len(own)].pk)
        row.pk, row.code, row.name, row.order = None, f"bench-{number}", f"{FICTITIOUS}{number}", 1_000 + number
        row.honour = None
        row.save(force_insert=True)
        for order in range(FEWEST + number % SPREAD):
            rule = rules[(number + order * (1 + number // len(rules))) % len(rules)]
            value = None if rule.value is None else rule.value + number % 10
            same = {name: getattr(rule, name) for name in ("item", "comparator", "holds_id", "text")}
            ProgrammeRule.objects.create(programme=row, order=order + 1, value=value, **same)


def _client(plan: Plan, role: str) -> Client:
    user, _ = User.objects.get_or_create(username=f"bench-policies-{role}", defaults={"label": FICTITIOUS})
    assign_demonstrator(user, next(who for who in DEMONSTRATORS if who.role == role), plan.city)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _read(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
