"""Several figures confirmed at once: nothing is ticked beforehand, doubts stand first, four eyes hold for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.plans.models import Observation
from lianzhang.plans.observations.doubts import doubts_of

from .reading import Reading
from .world import World

PAGE = "/observations/confirm/"


Account = Callable[..., User]


def waiting(world: World, account: Account, period: str, value: int, **more: str) -> Observation:
    clerk = account("clerk")
    fields = {"state": "submitted", "submitted_by": clerk, "entered_by": clerk} | more
    return world.observe(world.giants, period, value, **fields)


@pytest.fixture
def two(world: World, account: Account) -> list[Observation]:
    """One that nobody would wonder at, and one that is three times the figure before."""
    world.observe(world.giants, "2022", 30)
    return [waiting(world, account, "2023Q1", 31), waiting(world, account, "2023", 90)]


def versions(rows: list[Observation]) -> dict[str, int]:
    return {f"version-{row.pk}": row.version for row in rows}


def test_on_the_list_nothing_is_ticked_beforehand(two: list[Observation], office: Client) -> None:
    page = office.get("/observations/?mine=decide").text
    assert page.count('name="pk"') == 2
    assert "checked" not in page


def test_doubts_stand_first_and_go_along_only_where_ticked(two: list[Observation], office: Client) -> None:
    plain, doubtful = two
    page = office.get(PAGE, {"pk": [plain.pk, doubtful.pk]})
    assert [each.row for each in page.context["able"]] == [doubtful, plain]
    assert "相差一倍以上" in Reading(page).text
    assert 'aria-label="企业台账"' not in page.text
    office.post(PAGE, {"pk": [plain.pk]} | versions(two))
    assert [Observation.objects.get(pk=row.pk).state for row in two] == ["confirmed", "submitted"]
    office.post(PAGE, {"pk": [doubtful.pk]} | versions(two))
    assert Observation.objects.get(pk=doubtful.pk).state == "confirmed"


def test_who_entered_one_of_them_confirms_none(two: list[Observation], office: Client, account: Account) -> None:
    own = two[0]
    Observation.objects.filter(pk=own.pk).update(authors=(account("office").pk,))
    answer = office.post(PAGE, {"pk": [row.pk for row in two]} | versions(two))
    assert answer.status_code == 409
    assert set(Observation.objects.filter(pk__in=[row.pk for row in two]).values_list("state", flat=True)) == {
        "submitted"
    }


def test_the_number_of_queries_does_not_grow_with_figures(
    world: World, account: Account, two: list[Observation], office: Client
) -> None:
    def asked(rows: list[Observation]) -> int:
        with CaptureQueriesContext(connection) as captured:
            office.get(PAGE, {"pk": [row.pk for row in rows]})
        return len(captured)

    asked(two)
    few = asked(two)
    more = [waiting(world, account, f"2023-{month:02}", 40 + month) for month in range(1, 7)]
    assert asked([*two, *more]) == few


def test_who_may_not_confirm_has_no_such_page(two: list[Observation], lead: Client) -> None:
    assert lead.get(PAGE).status_code == 403
    assert reverse("observations_confirm") == PAGE


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([("2022", 30)], "相差一倍以上"),
        ([("2023", 46)], "不一致"),
        ([("2022", 80)], ""),
        ([("2023Q1", 60), ("2023Q2", 60)], "超过全年"),
    ],
)
def test_a_figure_is_held_against_what_is_confirmed(
    world: World, account: Account, known: list[tuple[str, int]], said: str
) -> None:
    rows = [world.observe(world.giants, period, value, nature="flow") for period, value in known]
    row = waiting(world, account, "2023", 90, nature="flow")
    words = "；".join(doubts_of(row, rows))
    assert said in words
    assert bool(words) is bool(said)


@pytest.mark.parametrize(("value", "said"), [(60, ""), (2000, "请核对数和单位"), (1, "")])
def test_a_first_figure_is_held_against_its_goal(world: World, account: Account, value: int, said: str) -> None:
    asked = world.giants.goals.get().value
    row = waiting(world, account, "2023", value)
    words = "；".join(doubts_of(row, []))
    assert (said in words, bool(words)) == (True, bool(said))
    assert asked * 20 > 60
    known = [world.observe(world.giants, "2022", value)]
    assert said == "" or said not in "；".join(doubts_of(row, known)), "what others said before goes first"


def test_a_series_that_rises_as_if_summed_is_doubted_here_as_on_the_form(world: World, account: Account) -> None:
    told = (("2022Q1", 100), ("2022Q2", 210), ("2022Q3", 330))
    rows = [world.observe(world.giants, period, value, nature="flow") for period, value in told]
    row = waiting(world, account, "2022Q4", 450, nature="flow")
    assert "逐期累加" in "；".join(doubts_of(row, rows))
