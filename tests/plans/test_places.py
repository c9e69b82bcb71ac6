"""Targets, goals and figures by region, development zone and park: what is asked of each, and who is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lianzhang.access.api import visible
from lianzhang.plans.evaluating import Standing, evaluate_target
from lianzhang.plans.evaluation import State
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Observation, Plan, Target
from lianzhang.plans.words.counting import counted
from lianzhang.plans.words.wording import goal_text
from lianzhang.registry.models import Appointment, Park, Post, Rank, Region
from tests.acting import seated

from .folders import LINHAI, append, copy_of, edit
from .reading import Reading
from .world import DUE, World


class Places(World):
    """A city with two counties, a development zone with a park, a neighbour, and a park of the first county."""

    def __init__(self) -> None:
        super().__init__()
        made = {}
        for code, kind in (
            ("qing", "county"),
            ("yun", "county_city"),
            ("zone", "development_zone"),
            ("far", "neighbour"),
        ):
            made[code] = Region.objects.create(city=self.city, parent=self.city, code=code, name=f"{code}地", kind=kind)
        self.qing, self.yun, self.zone = made["qing"], made["yun"], made["zone"]
        self.tea = Park.objects.create(city=self.city, code="tea", name="茶园", region=self.qing)
        self.chips = Park.objects.create(city=self.city, code="chips", name="芯园", region=self.zone)


@pytest.fixture
def places(db: None) -> Places:
    return Places()


def states(standing: Standing) -> list[State]:
    return [part.evaluation.state for part in standing.evaluation.parts]


def test_each_county_is_asked_and_zones_and_neighbours_are_not(places: Places) -> None:
    """10 of each county: 12 in one are enough, 9 in the other are not; the zone's 40 and the city's 61 say nothing."""
    target = places.target("projects", value=10, unit="个", scope_kind="each_region")
    for region, value in ((places.qing, 12), (places.yun, 9), (places.zone, 40)):
        places.observe(target, "2023-12", value, region=region)
    places.observe(target, "2023-12", 61)
    standing = evaluate_target(target, DUE)
    assert states(standing) == [State.MET, State.MISSED]
    assert standing.evaluation.state is State.MISSED
    assert counted(standing.evaluation, 2) == "两个区域"
    assert goal_text(target, target.goals.get()) == "不少于10个，2023年底前（每个县（市、区））"


def test_a_county_of_which_nobody_tells_is_unknown_whatever_the_others_do(places: Places) -> None:
    target = places.target("projects", value=10, unit="个", scope_kind="each_region")
    places.observe(target, "2023-12", 12, region=places.qing)
    places.observe(target, "2023-12", 30, region=places.yun, scope_text="开发部分")
    assert states(evaluate_target(target, DUE)) == [State.MET, State.UNKNOWN]


def test_each_zone_and_each_park_are_those_of_the_city(places: Places) -> None:
    zones = places.target("zone_output", value=500, unit="亿元", scope_kind="each_zone")
    parks = places.target("park_output", value=50, unit="亿元", scope_kind="each_park")
    places.observe(zones, "2023-12", 510, region=places.zone)
    places.observe(parks, "2023-12", 49, park=places.tea)
    places.observe(parks, "2023-12", 90, park=places.chips)
    assert states(evaluate_target(zones, DUE)) == [State.MET]
    assert states(evaluate_target(parks, DUE)) == [State.MET, State.MISSED]  # chips, tea: by code


def test_one_zone_is_judged_by_its_own_figures_and_by_those_that_name_no_place(places: Places) -> None:
    """The target names the high-tech zone: 520 of it, 900 of a county, 480 of the zone at an earlier day."""
    target = places.target("zone_output", value=500, unit="亿元", scope_kind="region", region=places.zone)
    places.observe(target, "2022-12", 480)
    places.observe(target, "2023-11", 520, region=places.zone)
    places.observe(target, "2023-12", 900, region=places.qing)
    evaluation = evaluate_target(target, DUE).evaluation
    assert (evaluation.state, evaluation.point and evaluation.point.nominal) == (State.MET, Decimal(520))


def test_values_differ_by_county_and_only_the_counties_with_one_are_asked(places: Places) -> None:
    target = places.target("projects", value=None, unit="个", scope_kind="each_region")
    places.goal(target, 20, region=places.yun)
    places.observe(target, "2023-12", 12, region=places.qing)
    places.observe(target, "2023-12", 21, region=places.yun)
    standing = evaluate_target(target, DUE)
    assert [(part.key.pk, part.evaluation.state) for part in standing.evaluation.parts] == [(places.yun.pk, State.MET)]


def test_a_post_held_in_each_county_counts_there_alone(places: Places) -> None:
    more = {"metric": "plans.posts_held", "params": {"item": "head"}, "scope_kind": "each_region", "measure": "level"}
    target = places.target("heads", value=1, unit="名", **more)
    rank = Rank.objects.create(city=places.city, code="head", name="区县链长")
    post = Post.objects.create(city=places.city, code="h", name="链长", rank=rank, region=places.qing)
    Appointment.objects.create(post=post, holder="县长", starts=date(2021, 2, 1), source="文件")
    assert states(evaluate_target(target, DUE)) == [State.MET, State.UNKNOWN]


def test_what_knows_no_places_leaves_them_to_reported_figures(places: Places) -> None:
    """The register's metric counts the chains of the whole city: it must not light a county with them."""
    more = {"metric": "plans.chains", "scope_kind": "each_region", "measure": "level"}
    assert states(evaluate_target(places.target("chains", value=1, unit="条", **more), DUE)) == [State.UNKNOWN] * 2


# --- who is told
@pytest.mark.parametrize("role", ["enterprise", "bank", "expert"])
def test_outside_roles_are_told_of_their_own_place_and_of_no_other(places: Places, role: str) -> None:
    targets = {
        region.code: places.target(f"of_{region.code}", scope_kind="region", region=region, value=1)
        for region in (places.qing, places.yun)
    }
    places.target("each", scope_kind="each_region", value=1)
    city = places.target("city", value=1)
    for region, target in ((places.qing, targets["qing"]), (places.yun, targets["yun"])):
        places.observe(target, "2023-12", 5, region=region)
        places.observe(target, "2022-12", 4)
    places.observe(city, "2023-12", 7, region=places.yun)
    places.observe(city, "2023-11", 7, park=places.chips)
    elsewhere, here = seated("b", role, places.city), seated("a", role, places.city, region=places.qing)
    seen = lambda user, model: {str(row) for row in visible(user, model)}  # noqa: E731
    assert seen(elsewhere, Target) == {"city"}
    assert seen(here, Target) == {"city", "of_qing"}
    assert visible(elsewhere, Observation).count() == 0
    assert {row.target_id for row in visible(here, Observation)} == {targets["qing"].pk}


def test_a_park_sees_its_own_confirmed_figures_and_not_those_of_the_next_park(places: Places) -> None:
    target = places.target("park_output", value=50, unit="亿元", scope_kind="each_park")
    for park in (places.tea, places.chips):
        places.observe(target, "2023-12", 60, park=park)
    seen = visible(seated("p", "park", places.city, park=places.tea), Observation)
    assert [row.park for row in seen] == [places.tea]
    assert visible(seated("o", "chain_office", places.city), Observation).count() == 2


# --- folder and pages
FAULTS = [
    ("scope", "people,1.1,就业,人,>=,5,level,region:no-such\n", "regions.csv 里没有“no-such”"),
    ("scope", "people,1.1,就业,人,>=,5,level,each_zone\n", "一行“每个开发区”的也没有"),
    ("scope", "people,1.1,就业,人,>=,5,level,park\n", "park:……"),
]


def with_targets(folder: Path, line: str) -> None:
    """Write the targets anew with those of `line`; the other columns stay blank."""
    header = (folder / "targets.csv").read_text("utf-8").splitlines()[0].split(",")
    names = ("id", "clause", "name", "unit", "comparator", "value", "measure", "scope", "metric")
    given = dict(zip(names, line.strip().split(","), strict=False))
    append(folder, "targets.csv", ",".join(given.get(name, "") for name in header))


@pytest.mark.parametrize(("column", "line", "words"), FAULTS)
def test_a_place_that_is_not_there_is_told_at_its_cell(tmp_path: Path, column: str, line: str, words: str) -> None:
    folder = copy_of(LINHAI, tmp_path)
    regions = (folder / "regions.csv").read_text("utf-8").replace("development_zone", "district")
    (folder / "regions.csv").write_text(regions, "utf-8")
    with_targets(folder, line)
    (problem,) = [each for each in read_folder(folder)[1] if each.file == "targets.csv"]
    assert (problem.column, words in problem.message) == (column, True), problem.message


def test_a_metric_that_knows_no_places_is_told_at_its_cell(tmp_path: Path) -> None:
    folder = copy_of(LINHAI, tmp_path)
    with_targets(folder, "firms_here,1.1,规上企业,家,>=,5,level,each_region,plans.chains")
    (problem,) = read_folder(folder)[1]
    assert (problem.column, "不按区域、园区计" in problem.message) == ("metric", True)


@pytest.mark.django_db
def test_places_load_from_a_folder_and_again_change_nothing(tmp_path: Path) -> None:
    folder = copy_of(LINHAI, tmp_path)
    region = read_folder(folder)[0].rows("regions")
    county = next(row["id"] for row in region if row["kind"] in ("district", "county", "county_city"))
    edit(folder, "plan.toml", 'succeeds = "linhai-2021-2023"\n', "")
    with_targets(folder, "here,1.1,本区就业,人,>=,5,cumulative,each_region")
    with_targets(folder, f"there,1.1,该区就业,人,>=,5,cumulative,region:{county}")
    goals = (folder / "goals.csv").read_text("utf-8").splitlines()
    names = [*goals[0].split(","), "region"]
    row = {"target": "here", "region": county, "value": "9"}
    lines = [",".join(names), *(f"{line}," for line in goals[1:]), ",".join(row.get(name, "") for name in names)]
    (folder / "goals.csv").write_text("\n".join(lines) + "\n", "utf-8")
    assert read_folder(folder)[1] == []
    load_folder(folder, by="试验")
    plan = Plan.objects.get(code=folder.name)
    there, here = plan.targets.get(code="there"), plan.targets.get(code="here")
    assert (there.scope_kind, there.region and there.region.code) == ("region", county)
    assert [(goal.region and goal.region.code, goal.value) for goal in here.goals.order_by("value")] == [
        (None, 5),
        (county, 9),
    ]
    assert load_folder(folder, by="试验").unchanged


def test_the_page_shows_each_county_and_opens_one(places: Places, signed_in: object) -> None:
    target = places.target("projects", value=10, unit="个", scope_kind="each_region")
    places.observe(target, "2023-12", 12, region=places.qing)
    places.observe(target, "2023-12", 9, region=places.yun)
    client: Client = signed_in("office")  # type: ignore[operator]
    page = Reading(client.get(reverse("target", args=["projects"]), {"at": "2023-12-31"}))
    assert "qing地" in page.text
    assert "zone地" not in page.text
    narrowed = Reading(client.get(reverse("target", args=["projects"]), {"at": "2023-12-31", "scope": "qing"}))
    assert "12个" in narrowed.text
    assert "qing地" in narrowed.answer
    form = Reading(client.get(reverse("observation_new"), {"target": "projects"}))
    assert "芯园" in form.text
