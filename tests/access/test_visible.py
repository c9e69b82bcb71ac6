"""What a post sees and may act upon, against a second telling in plain Python: no query, no shared code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianzhang.access.roles import roles
from lianzhang.access.row_policy import may, not_actionable, visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import Duty, Observation, Plan, Source, Target
from lianzhang.plans.permissions import Permission
from lianzhang.registry.models import Chain, ChainGroup, Organization, Park, Region
from tests.acting import seated
from tests.plans.world import World

pytestmark = pytest.mark.django_db

BUSINESS = sorted(code for code, role in roles().items() if not role.administers)
OFFICE = {"chain_office", "office_clerk"}
LEADERS = {"head_chief", "committee"}
OUTSIDE = {"expert", "enterprise", "bank"}
PLACES = {"district", "park"}
SETTLED = {"confirmed", "replaced"}


@dataclass
class Town:
    """A city with two chains, a group, two regions, a park and two organizations; targets and duties for each."""

    world: World = field(default_factory=lambda: World(chains=2))

    def __post_init__(self) -> None:
        world, city = self.world, self.world.city
        self.city: Region = city
        self.plan: Plan = world.plan
        self.chains: list[Chain] = world.chains
        self.regions = [
            Region.objects.create(
                code=f"{city.code}-{number}", name=f"{number}区", kind="district", parent=city, city=city
            )
            for number in range(2)
        ]
        self.park = Park.objects.create(city=city, code="park", name="园区", region=self.regions[0])
        self.bodies = [
            Organization.objects.create(city=city, code=f"body-{number}", name=f"{number}局") for number in range(2)
        ]
        self.group = ChainGroup.objects.create(city=city, code="group", name="群")
        self.targets: list[Target] = [
            world.target("city"),
            world.target("own", scope_kind="chain", chain=self.chains[0]),
            world.target("each", scope_kind="each_chain"),
            world.target("group", scope_kind="group", group=self.group),
        ]
        self.targets[0].owners.add(self.bodies[0])
        self.duties = [
            Duty.objects.create(plan=self.plan, clause=world.clause, code=f"duty-{number}", name="任务")
            for number in range(2)
        ]
        self.duties[0].owners.add(self.bodies[0])
        self.source: Source = world.source


@dataclass
class Person:
    """A post as the test sees it."""

    role: str
    user: User
    town: Town
    chains: set[int]
    body: int | None
    region: int | None
    post: int | None


def owned(row: Observation, person: Person) -> bool:
    about = row.target or row.duty
    if person.body is None or about is None:
        return False
    assigned = about.responsibilities.filter(state="in_force", ended=None)
    return person.body in {*(body.pk for body in about.owners.all()), *(row.lead.organization_id for row in assigned)}


def of_chain(row: Observation, person: Person) -> bool:
    chain = row.chain_id or (row.target.chain_id if row.target else None)
    return chain in person.chains


def of_place(row: Observation, person: Person) -> bool:
    return person.region is not None and row.region_id == person.region


def sees(row: Observation, person: Person) -> bool:
    settled = row.state in SETTLED
    mine = row.post_id == person.post if row.post_id else row.entered_by_id == person.user.pk
    if row.plan_id != person.town.plan.pk:
        return False
    if person.role in OFFICE:
        return True
    if person.role in LEADERS:
        return settled or row.state == "submitted"
    if person.role in ("chief", "chain_team"):
        return settled or mine or of_chain(row, person) or owned(row, person)
    if person.role == "member_unit":
        return settled or mine or owned(row, person)
    if person.role in PLACES:
        return mine or of_place(row, person) or (settled and row.region_id is None)
    assert person.role in OUTSIDE
    of_city = not (row.chain_id or row.group_id or row.region_id) and (
        row.target is None or row.target.scope_kind == "city"
    )
    return settled and row.duty is None and (of_city or of_chain(row, person))


def acts(row: Observation, person: Person) -> bool:
    if not sees(row, person):
        return False
    if person.role in OFFICE:
        return True
    if person.role == "chain_team":
        return of_chain(row, person) or owned(row, person)
    if person.role == "member_unit":
        return owned(row, person)
    return person.role in PLACES and of_place(row, person)


def people(towns: list[Town]) -> Iterator[Person]:
    """Every role in every reach: on a chain or none, for a body, a region, a park or nothing."""
    for (number, town), role in product(enumerate(towns), BUSINESS):
        reaches = [
            {},
            {"chains": [town.chains[0]]},
            {"chains": town.chains},
            {"organization": town.bodies[0]},
            {"region": town.regions[1]},
            {"park": town.park},
        ]
        for kind, reach in enumerate(reaches):
            user = seated(f"{role}-{number}-{kind}", role, town.city, **reach)
            region = town.regions[1] if "region" in reach else town.regions[0] if "park" in reach else None
            chains = {chain.pk for chain in reach.get("chains", ())}
            body = town.bodies[0].pk if "organization" in reach else None
            yield Person(role, user, town, chains, body, region.pk if region else None, user.assignments.get().post_id)


@pytest.fixture
def towns(db: None) -> list[Town]:
    return [Town(), Town()]


STATES = ("draft", "submitted", "confirmed", "returned", "replaced")
FIGURES = st.fixed_dictionaries(
    {
        "about": st.sampled_from(["city", "own", "each", "group", "duty-0", "duty-1", ""]),
        "place": st.sampled_from(["", "chain0", "chain1", "group", "region0", "region1"]),
        "state": st.sampled_from(STATES),
        "town": st.integers(0, 1),
        "who": st.integers(0, 10_000),
        "post_of": st.none() | st.integers(0, 10_000),
    }
)


def observe(town: Town, person: Person, asked: dict[str, object]) -> Observation:
    place, about = str(asked["place"]), str(asked["about"])
    where = {
        "chain0": {"chain": town.chains[0]},
        "chain1": {"chain": town.chains[1]},
        "group": {"group": town.group},
        "region0": {"region": town.regions[0]},
        "region1": {"region": town.regions[1]},
    }.get(place, {})
    target = next((each for each in town.targets if each.code == about), None)
    duty = next((each for each in town.duties if each.code == about), None)
    return Observation.objects.create(
        plan=town.plan,
        target=target,
        duty=duty,
        relation="direct",
        quantity="figure",
        period_start=date(2022, 1, 1),
        period_end=date(2022, 12, 31),
        date=date(2022, 12, 31),
        value=1,
        nature="stock",
        source=town.source,
        state=str(asked["state"]),
        entered_by=person.user,
        **where,
    )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=st.lists(FIGURES, min_size=1, max_size=12))
def test_each_post_sees_and_acts_upon_exactly_its_part(towns: list[Town], figures: list[dict[str, object]]) -> None:
    with transaction.atomic():
        everyone = list(people(towns))
        for asked in figures:
            town = towns[int(str(asked["town"]))]
            of_town = [person for person in everyone if person.town is town]
            row = observe(town, of_town[int(str(asked["who"])) % len(of_town)], asked)
            if asked["post_of"] is not None:  # typed by one who has left that post since
                row.post_id = of_town[int(str(asked["post_of"])) % len(of_town)].post
                row.save()
        rows = list(Observation.objects.select_related("target", "duty", "plan"))
        for person in everyone:
            told = (person.role, person.chains, person.body, person.region)
            found = list(visible(person.user, Observation).values_list("pk", flat=True))
            assert len(found) == len(set(found)), told
            assert set(found) == {row.pk for row in rows if sees(row, person)}, told
            out = set(not_actionable(person.user, Observation.objects.all()).values_list("pk", flat=True))
            assert out == {row.pk for row in rows if not acts(row, person)}, told
        transaction.set_rollback(True)


def test_may_asks_for_the_permission_and_for_the_row(towns: list[Town]) -> None:
    town = towns[0]
    everyone = [person for person in people(towns) if person.town is town]
    row = observe(town, everyone[0], {"place": "chain0", "about": "own", "state": "submitted"})
    for person in everyone:
        allowed = Permission.ENTER_OBSERVATION in roles()[person.role].permissions and acts(row, person)
        assert may(person.user, Permission.ENTER_OBSERVATION, row) == allowed, person
        assert person.user.has_perm(Permission.ENTER_OBSERVATION, row) == allowed, person


def target_sees(target: Target, person: Person) -> bool:
    if target.plan_id != person.town.plan.pk:
        return False
    return person.role not in OUTSIDE or target.scope_kind == "city" or target.chain_id in person.chains


def test_targets_and_duties_are_common_to_those_who_govern(towns: list[Town]) -> None:
    targets, duties = list(Target.objects.all()), list(Duty.objects.all())
    for person in people(towns):
        assert set(visible(person.user, Target)) == {each for each in targets if target_sees(each, person)}, person
        common = {each for each in duties if person.role not in OUTSIDE and each.plan_id == person.town.plan.pk}
        assert set(visible(person.user, Duty)) == common, person


def test_a_target_in_sight_is_judged_by_evidence_in_sight(towns: list[Town]) -> None:
    """Else it would look unproven to some, and proven to others."""
    town = towns[0]
    everyone = [person for person in people(towns) if person.town is town]
    for about, place in product(("city", "own"), ("", "chain0")):
        observe(town, everyone[0], {"about": about, "place": place, "state": "confirmed"})
    for person in everyone:
        for target in visible(person.user, Target):
            counting = Observation.objects.filter(target=target, chain=target.chain, region=None)
            seen = visible(person.user, Observation).filter(target=target, chain=target.chain, region=None)
            assert set(seen) == set(counting), (person.role, person.chains, target.code)
