"""A duty laid on each of several is judged for each of them: one record of one of them shows nothing of the others."""

from __future__ import annotations

from datetime import date

import pytest

from lianzhang.plans.evaluating import DutyStanding, evaluate_duty
from lianzhang.plans.models import Duty, PlanChain
from lianzhang.registry.models import Organization, Region

from .reading import Reading
from .world import World

pytestmark = pytest.mark.django_db
END = date(2023, 12, 31)


@pytest.fixture
def world() -> World:
    return World()


def laid(world: World, each: str, **more: object) -> Duty:
    return Duty.objects.create(plan=world.plan, clause=world.clause, code="guide", name="指导各地", each=each, **more)


def judged(duty: Duty, at: date = END) -> DutyStanding:
    return evaluate_duty(Duty.objects.get(pk=duty.pk), at)


def test_one_record_of_one_chain_never_shows_it_done_by_all(world):
    duty = laid(world, "each_chain", due=END)
    world.observe(None, "2022-09", 1, duty=duty, nature="flow", chain=world.chains[0])
    told = judged(duty).evaluation
    assert told.state == "unknown"
    assert {part.evaluation.state for part in told.parts} == {"met", "unknown"}
    world.observe(None, "2023-09", 1, duty=duty, nature="flow", chain=world.chains[1])
    assert judged(duty).evaluation.state == "met"
    assert judged(duty, date(2023, 6, 30)).evaluation.state != "met"


def test_a_record_that_names_nobody_counts_for_nobody(world):
    duty = laid(world, "each_chain", due=END)
    world.observe(None, "2022-09", 1, duty=duty, nature="flow")
    told = judged(duty)
    assert told.evaluation.state == "unknown"
    assert told.evidence.rows == ()


def test_of_each_and_every_quarter_each_quarter_of_each_needs_its_own(world):
    duty = laid(world, "each_chain", cadence="year")
    for year in (2021, 2022, 2023):
        world.observe(None, f"{year}", 1, duty=duty, nature="flow", chain=world.chains[0])
    states = {part.key.pk: part.evaluation.state for part in judged(duty).evaluation.parts}
    assert states == {world.chains[0].pk: "met", world.chains[1].pk: "unknown"}
    assert judged(duty).evaluation.state == "unknown"


def test_areas_are_regions_and_zones_together(world):
    kinds = {"each_region": "county", "each_zone": "development_zone"}
    rows = {each: Region.objects.create(city=world.city, code=kind, kind=kind) for each, kind in kinds.items()}
    duty = laid(world, "each_area", due=END)
    assert [part.key.pk for part in judged(duty).evaluation.parts] == [row.pk for row in rows.values()]
    for each, row in rows.items():
        Duty.objects.filter(pk=duty.pk).update(each=each)
        assert [part.key.pk for part in judged(duty).evaluation.parts] == [row.pk]


def test_with_nobody_to_ask_it_stays_unknown(world):
    PlanChain.objects.all().delete()
    assert judged(laid(world, "each_chain", due=END)).evaluation.state == "unknown"
    Duty.objects.all().delete()
    assert judged(laid(world, "each_owner", due=END)).evaluation.state == "unknown"


def test_the_page_names_each_with_its_light(world, signed_in):
    body = Organization.objects.create(city=world.city, code="bureau", name="市商务局", kind="department")
    duty = laid(world, "each_owner", due=END)
    duty.owners.add(body)
    page = Reading(signed_in("chief").get("/duties/guide/", {"at": "2023-12-31"}))
    assert "每个责任单位分别做" in page.text
    assert "市商务局" in page.text
