"""A target at a day has one state for all who may read the plan, and one value wherever a value is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lianzhang.access.roles import ADMINISTRATORS, roles
from lianzhang.accounts.models import User
from lianzhang.enterprises.actions import edit
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.metrics import withheld_rows
from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.evaluation import Reason
from lianzhang.plans.models import Plan, Target
from lianzhang.plans.viewpoint import PlanViewpoint, viewpoint
from lianzhang.registry.models import Region
from tests.acting import seated
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db
AT = date(2023, 12, 31)
BUSINESS = sorted(set(roles()) - set(ADMINISTRATORS))
OUTSIDE = sorted(name for name, role in roles().items() if role.outside)
YEAR = {"unit": "亿元", "measure": "level", "window": "year", "value": 1, "metric": "enterprises.output"}
COVERED = {"starts": date(2022, 1, 1), "ends": date(2022, 12, 31)}


def view(user: User, at: date = AT) -> PlanViewpoint:
    answer = viewpoint(user, {"at": f"{at}"}, at)
    assert isinstance(answer, PlanViewpoint)
    return answer


def reach_of(role: str, city: Region, chain: Any) -> dict[str, Any]:
    district = Region.objects.filter(parent=city, kind="district").order_by("pk").first()
    chains = {"chains": [chain]} if role in ("chief", "chain_team", "expert", "enterprise") else {}
    return chains | ({"region": district} if role in ("district", "park") else {})


def test_the_made_up_city_has_one_table_of_states_for_every_role(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    chain = plan.chains.order_by("pk")[0]
    states: dict[str, dict[str, str]] = {}
    values: dict[str, dict[str, Any]] = {}
    for role in BUSINESS:
        told = view(seated(f"u-{role}", role, sample_town, **reach_of(role, sample_town, chain))).standings()
        states[role] = {each.target.code: str(each.evaluation.state) for each in told}
        values[role] = {
            each.target.code: each.evaluation.point and each.evaluation.point.nominal
            for each in told
            if each.evaluation.reason is not Reason.WITHHELD
        }
    everything = states["chain_office"]
    assert len(everything) == plan.targets.count()
    assert len(set(everything.values())) > 2
    for role in BUSINESS:
        assert states[role]
        assert states[role] == {code: everything[code] for code in states[role]}, role
        assert values[role] == {code: values["chain_office"][code] for code in values[role]}, role


# --- what outside roles are not told
@pytest.fixture
def city() -> City:
    return City()


def output_target(city: City, firms: int, *, on: int = 0, largest: int = 10_000) -> Target:
    """A target on a chain's output, which so many firms make; the amount is told on no other page."""
    for number in range(firms):
        firm = city.firm()
        city.on_chain(firm, on)
        city.statement(firm, output=Decimal(largest if number == 0 else 12_345))
    target = city.world.target(code=f"out{on}", scope_kind="chain", chain=city.chains[on], **YEAR)
    for register in ("roles", "statements"):
        city.cover(register, **COVERED)
    return target


def outsider(city: City, role: str) -> User:
    return city.user_as(role, chains=city.chains)


@pytest.mark.parametrize("role", OUTSIDE)
@pytest.mark.parametrize(("firms", "largest", "told"), [(3, 10_000, True), (2, 10_000, False), (4, 200_000, False)])
def test_a_sum_of_few_firms_or_of_one_large_one_gives_the_light_alone(
    city: City, role: str, firms: int, largest: int, told: bool
) -> None:
    target = output_target(city, firms, largest=largest)
    office = view(city.office).standing(target)
    outside = view(outsider(city, role)).standing(target)
    assert outside.evaluation.state is office.evaluation.state
    assert office.evaluation.point is not None
    assert (outside.evaluation.point == office.evaluation.point) is told
    if not told:
        assert outside.evaluation.reason is Reason.WITHHELD
        assert outside.evaluation.progress is outside.evaluation.projection is None
        assert outside.rows == ()


def test_no_page_of_an_outside_role_shows_the_figure_or_what_it_is_worked_out_of(city: City) -> None:
    target = output_target(city, 2, largest=34_500)
    figures = ("4.68", "4.6845", "46,845", "46845", "368%")
    pages = ("desk", "city", "plan", "chains", "outcome", "plan_export")
    addresses = [reverse(name) for name in pages]
    addresses += [reverse("target", args=[target.code]), reverse("target_export", args=[target.code])]
    addresses += [reverse("chain", args=[city.chains[0].code]) + f"?tab={tab}" for tab in ("targets", "firms", "")]
    for user, shown in ((city.office, True), (outsider(city, "bank"), False)):
        client = Client()
        client.force_login(user)
        texts = [client.get(address, {"at": f"{AT}"}) for address in addresses]
        whole = "".join(text.text for text in texts if text["Content-Type"].startswith("text/html"))
        assert any(figure in whole for figure in figures) is shown, user
    assert "数值不公开" in whole
    page = client.get(reverse("target", args=[target.code]), {"at": f"{AT}"}).text
    assert page.count("一家占七成以上") == 1


def test_what_two_nested_sums_differ_by_is_told_of_no_single_firm(city: City) -> None:
    """The chain and the whole plan rest on enough firms each; what is on the other chain rests on one."""
    output_target(city, 4)
    lone = city.firm()
    city.on_chain(lone, 1)
    city.statement(lone, output=Decimal(777))
    whole = city.world.target(code="all", **YEAR)
    chain = Target.objects.get(code="out0", plan=city.plan)
    bank = view(outsider(city, "bank"))
    told = [bank.standing(each).evaluation.point is not None for each in (chain, whole)]
    assert told == [False, True]
    assert view(city.office).standing(chain).evaluation.point is not None


def test_rows_that_one_may_not_see_are_counted_and_not_listed(city: City) -> None:
    for district in city.districts:
        city.on_chain(city.firm(region=district), role="anchor")
    city.cover("roles")
    target = city.world.target(code="anchors", metric="enterprises.roles", params={"item": "anchor"})
    bank, office = city.user_as("bank"), city.office
    lists = {}
    for user in (bank, office):
        client = Client()
        client.force_login(user)
        lists[user] = client.get(reverse("target", args=[target.code]), {"at": f"{AT}"})
        assert "2条记录" in lists[user].text
        assert view(user).standing(target).evaluation.point.nominal == 2  # type: ignore[union-attr]
    assert "不在您现在岗位的可见范围内" not in lists[office].text


# --- by place
def district_target(city: City, firms: tuple[int, int]) -> Target:
    """A target on each district's output, which so many firms make in each."""
    for district, count in zip(city.districts, firms, strict=True):
        for number in range(count):
            firm = city.firm(region=district)
            city.on_chain(firm)
            city.statement(firm, output=Decimal(12_345 + number))
    for register in ("roles", "statements"):
        city.cover(register, **COVERED)
    return city.world.target(code="by-district", scope_kind="each_region", **YEAR)


def by_district(user: User) -> dict[int, Any]:
    (standing,) = view(user).standings()
    return {part.key.pk: part.evaluation for part in standing.evaluation.parts}  # type: ignore[union-attr]


def test_a_firm_that_moves_to_another_district_moves_its_sum_at_once(city: City) -> None:
    district_target(city, (2, 1))
    east, west = city.districts
    before = by_district(city.office)
    assert (before[east.pk].point.nominal, before[west.pk].point.nominal) == (Decimal("2.4691"), Decimal("1.2345"))
    firm = Enterprise.objects.filter(region=east).order_by("pk")[0]
    edit(firm=firm, version=firm.version, region=west, by=city.office)
    after = by_district(city.office)
    assert (after[east.pk].point.nominal, after[west.pk].point.nominal) == (Decimal("1.2346"), Decimal("2.469"))


@pytest.mark.parametrize("firms", [(2, 5), (4, 5)])
def test_a_district_of_few_firms_is_not_told_outside(city: City, firms: tuple[int, int]) -> None:
    row = district_target(city, firms)
    secret = withheld_rows(city.region.pk, set(evaluate_target(row, AT).rows))
    assert len({each.query for each in secret}) == (1 if firms[0] == 2 else 0)
