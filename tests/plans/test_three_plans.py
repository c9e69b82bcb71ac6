"""The lights of a province, a development zone and a county, each worked out by hand from docs/plan-format.md.

Three days each: inside a period that runs, at a period's end, at the plan's end. The figures stand in the folders.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lianzhang.kernel.metrics import Scope
from lianzhang.plans.evaluating import Run, evaluate_plan
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Chain, ChainGroup, Park, Region

from .folders import COUNTY, PROVINCE, ZONE, copy_of, edit

pytestmark = pytest.mark.django_db

Lights = dict[str, tuple[str, str, str]]
MET, KEPT, RUNNING, BEHIND, MISSED = "met", "on_course", "running", "behind", "missed"
UNKNOWN, WATCHED = "unknown", "watched"
OF_KIND = {"chain": Chain, "group": ChainGroup, "region": Region, "park": Park}

PROVINCE_DAYS = (date(2025, 5, 15), date(2025, 12, 31), date(2026, 12, 31))
PROVINCE_LIGHTS: Lights = {
    # 15600 alone has no pace; the line 15600, 17000 leads to 18400; 18100 of 18000.
    "output": (RUNNING, KEPT, MET),
    # About 5200; exactly 6000 is not over 6000, the line leads to 6800; "over 6000" is over 6000.
    "mobility_output": (RUNNING, KEPT, MET),
    # Nothing reported of tea leaves the whole open; then chips fall back, and end short.
    "chain_output": (UNKNOWN, BEHIND, MISSED),
    # 910 reached 800 in 2024, and nothing is told of 2026: last year's output proves nothing of this year's.
    "chain_output/vehicle": (MET, MET, UNKNOWN),
    # The first figure is that of 2025: exactly 800; nothing of 2026.
    "chain_output/battery": (UNKNOWN, MET, UNKNOWN),
    # 760 alone; 760, 740 leads to 720; 790 at the end.
    "chain_output/chips": (RUNNING, BEHIND, MISSED),
    "chain_output/tea": (UNKNOWN, UNKNOWN, UNKNOWN),
    # 14 where the even pace from nothing asks 6.7; 18 is about 20 (a tenth below).
    "leaders": (KEPT, MET, MET),
    # 8 %; 6 % a year from 2023 to 2025; 1000 * 1.07^3 = 1225.043 is 7 % a year exactly.
    "growth": (KEPT, BEHIND, MET),
    # 390/15600 = 2.5 %; 400/17000 (four quarters) = 2.35 %, falling; 4525000 万元/18100 亿元 = 2.5 %.
    "rd": (KEPT, BEHIND, MET),
    # 6.2 - 5 = 1.2; 5.8 - 5 = 0.8; nothing of 2026, so that the end is unproven.
    "lead_country": (KEPT, BEHIND, UNKNOWN),
    # 6 of 10 where the pace asks 5; 6 + 3 + 2 on the last day, within the range; decided for good.
    "platforms": (KEPT, MET, MET),
    # The first quarter is met; digital held none in the third; the fourth of mobility comes late but counts.
    "prefecture_meetings": (KEPT, MISSED, MISSED),
    "prefecture_meetings/mobility": (KEPT, UNKNOWN, MET),
    "prefecture_meetings/digital": (KEPT, MISSED, MISSED),
    # Half-years are over and no chain has a record.
    "reports": (UNKNOWN, UNKNOWN, UNKNOWN),
    # A share reached early may be lost: 9 alone; 13.6 is kept; 13.4 on the last day.
    "energy": (RUNNING, KEPT, MISSED),
    # 9 of the whole province say nothing of Biyan; 3 where the pace asks 3.3; 5.
    "biyan_firms": (UNKNOWN, BEHIND, MET),
    # Each city and prefecture: Jinhe has 1 (pace 2 * 366/731 = 1.001) and stays at 1; Biyan has nothing by May 2025.
    "hosted": (BEHIND, MISSED, MISSED),
    "hosted/999010": (MET, MET, MET),
    "hosted/999020": (BEHIND, MISSED, MISSED),
    "hosted/999030": (UNKNOWN, MET, MET),
    # At 7 yuan: 28 亿元 = 4 (pace 3.3); 6 (pace 6.7); 10.
    "foreign": (KEPT, BEHIND, MET),
    # Of the province's own 营业收入, under the same name: 910/15600 = 5.8 % alone; 1100/17000 = 6.5 %;
    # 1080/18100 = 5.97 %.
    "vehicle_weight": (RUNNING, KEPT, MISSED),
    # Vehicle has chief and map, the others have no map.
    "chain_things": (UNKNOWN, UNKNOWN, UNKNOWN),
    "chain_things/vehicle": (MET, MET, MET),
    "chain_things/battery": (UNKNOWN, UNKNOWN, UNKNOWN),
    "price": (WATCHED, WATCHED, WATCHED),
}

ZONE_DAYS = (date(2026, 2, 10), date(2026, 6, 30), date(2027, 12, 31))
ZONE_LIGHTS: Lights = {
    # 1100 alone has no pace, however old; 1250.
    "output": (RUNNING, RUNNING, MET),
    # 260 alone; exactly 300 is not over 300.
    "bio_output": (RUNNING, RUNNING, MISSED),
    # 16 (pace 10); 22 (pace 15); 9 + 7 + 6 + 5 + 3 = 30.
    "projects": (KEPT, KEPT, MET),
    # From 20 down to 12: 18 where the pace asks 17.3; 12 is kept; 13 on the last day.
    "land": (BEHIND, KEPT, MISSED),
    # 8 亿元 = 80000 (pace 100000); 200000 (pace 149600); 300000 by the end of 2026.
    "funds": (BEHIND, KEPT, MET),
    # 228 is 225 days old; 226 is below the pace (228.4 even to 247); 247 is about 260 (a twentieth below).
    "firms": (UNKNOWN, BEHIND, MET),
    # 33.25 is the lower edge of 35; 37 is outside, and "near" has no pace without a baseline; 36.75 is the upper edge.
    "local": (KEPT, RUNNING, MET),
    # One month of one chain is reported; all others are over without a record.
    "visits": (UNKNOWN, UNKNOWN, UNKNOWN),
    "visits/bio": (UNKNOWN, UNKNOWN, UNKNOWN),
    "meetings": (UNKNOWN, UNKNOWN, UNKNOWN),
    # 1.5 亿元 on 50 公顷 = 15000 万元 on 750 亩 = 20 exactly; 181 days later it says nothing; 1.2 亿元 = 16.
    "yield": (KEPT, RUNNING, MISSED),
    # No quarter is over, though bio-park met already in January; auto-park has no record of the first.
    "park_visits": (RUNNING, UNKNOWN, UNKNOWN),
    "park_visits/bio-park": (RUNNING, MET, MET),
    "park_visits/auto-park": (RUNNING, UNKNOWN, UNKNOWN),
    # Two maps are there, of the pool nothing; the pool came in May.
    "three_things": (UNKNOWN, MET, MET),
    "rent": (WATCHED, WATCHED, WATCHED),
}

COUNTY_DAYS = (date(2025, 8, 20), date(2025, 12, 31), date(2026, 12, 31))
COUNTY_LIGHTS: Lights = {
    # Nothing; 38 (pace from 32: 38.5); about 45 may lie on either side of 45.
    "output": (UNKNOWN, BEHIND, UNKNOWN),
    # 13 (pace from 11 on its own day: 12.7), not yet a year old; two papers say 17 and 18.
    "firms": (KEPT, KEPT, UNKNOWN),
    # 80 alone; 86 is kept; 84 on the last day.
    "waste": (RUNNING, KEPT, MISSED),
    # 3 so far of 3 allowed; 4 in the year that is over; 1 in the next mends nothing.
    "dust": (RUNNING, BEHIND, MISSED),
    # Nothing; 1 (pace 1.0); 1 + 3 is above the range, which is not blamed.
    "standards": (UNKNOWN, KEPT, MET),
    # Two quarters met; one in the third; it stays missed.
    "training": (KEPT, BEHIND, MISSED),
    # The first half met; nothing of the second yet; it was reported in January.
    "meetings": (KEPT, UNKNOWN, MET),
    "meetings/stone": (KEPT, UNKNOWN, MET),
    "brand": (UNKNOWN, MET, MET),
    # 2 of 4 in the township (pace 1); 9 of the whole county do not count, and the 2 are too old.
    "east_mines": (KEPT, KEPT, UNKNOWN),
    # Each township: nothing of the west; then 1 (pace 1.5); 3.
    "mines": (UNKNOWN, BEHIND, MET),
    "mines/qingshi-east": (MET, MET, MET),
    "mines/qingshi-west": (UNKNOWN, BEHIND, MET),
    # A slab load is 120 平方米: 400 = 4.8 (pace 5.9); 1000 = 12 (pace 12); 24.
    "slabs": (BEHIND, KEPT, MET),
    # 120 of 100; from March 2026 150 are asked, and 140 are held.
    "jobs": (MET, MET, MISSED),
    "price": (WATCHED, WATCHED, WATCHED),
    # Nothing by August; 90 and 120 where the pace asks 100; 150 and 230 of 200.
    "regreen": (UNKNOWN, BEHIND, MISSED),
    "regreen/qingshi-east": (UNKNOWN, BEHIND, MISSED),
    "regreen/qingshi-west": (UNKNOWN, KEPT, MET),
    # A limit of one is decided on the last day: none in the east, one in the west.
    "accidents": (UNKNOWN, KEPT, MET),
    "accidents/qingshi-east": (UNKNOWN, KEPT, MET),
    "accidents/qingshi-west": (UNKNOWN, KEPT, MET),
}

CASES = [
    (PROVINCE, PROVINCE_DAYS, PROVINCE_LIGHTS),
    (ZONE, ZONE_DAYS, ZONE_LIGHTS),
    (COUNTY, COUNTY_DAYS, COUNTY_LIGHTS),
]


def code_of(scope: Scope) -> str:
    return OF_KIND[scope.kind].objects.get(pk=scope.pk).code


def lights_on(day: date, run: Run) -> dict[str, str]:
    """The light of each target, and of each chain, group, region or park it is asked of."""
    lights = {}
    for standing in evaluate_plan(run.plan, day, run=run):
        code = standing.target.code
        lights[code] = str(standing.evaluation.state)
        if standing.target.scope_kind.startswith("each_"):
            for part in standing.evaluation.parts:
                lights[f"{code}/{code_of(part.key)}"] = str(part.evaluation.state)
    return lights


@pytest.mark.parametrize(("folder", "days", "expected"), CASES, ids=[case[0].name for case in CASES])
def test_the_lights_are_those_worked_out_by_hand(folder: Path, days: tuple[date, ...], expected: Lights) -> None:
    load_folder(folder, by="tests")
    run = Run(Plan.objects.get(code=folder.name))
    by_day = [lights_on(day, run) for day in days]
    lights = {code: tuple(each.get(code) for each in by_day) for code in expected}
    assert lights == expected
    assert {target.code for target in run.targets} <= set(expected)


def test_a_figure_of_the_whole_area_is_refused_where_one_place_is_asked(tmp_path: Path) -> None:
    folder = copy_of(COUNTY, tmp_path)
    edit(folder, "observations.csv", "east_mines,context,east_mines,city", "east_mines,direct,east_mines,city")
    problems = read_folder(folder)[1]
    assert [(problem.column, "只问一处" in str(problem)) for problem in problems] == [("scope", True)]
