"""Indicators that are only watched, and a plan that asks nothing in numbers: loaded, evaluated and shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from lianzhang.plans.evaluating import evaluate_plan
from lianzhang.plans.evaluation import State
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan

from .reading import Reading

FILES = {
    "plan.toml": '[plan]\nid = "watching"\nname = "只监测的方案"\ncity = "town"\n'
    "starts = 2021-01-01\nends = 2023-12-31\nabout_tolerance = 0.1\nevidence_valid_days = 365\n",
    "regions.csv": "id,name,kind\ntown,监测市,city\n",
    "chains.csv": "id,name\ntea,茶产业链\nbamboo,竹产业链\n",
    "clauses.csv": "id,number,title\n1,一,总目标\n",
    "sources.csv": "id,title\npaper,日报\n",
}
HEAD = "id,clause,name,unit,comparator,value,measure,window,scope\n"
WATCHED = HEAD + "price,1,茶叶均价,元,watch,,level,year,city\nfirms,1,每链企业,家,监测,,cumulative,,each_chain\n"
FIGURES = (
    "id,subject,relation,quantity,scope,period,value,unit,nature,source\n"
    "o1,price,direct,price,,2022,46,元,flow,paper\no2,firms,direct,firms,chain:tea,2022-12,9,家,stock,paper\n"
)
PAGES = ["/", "/plan/", "/chains/", "/chains/tea/", "/outcome/"]
AT = {"at": "2023-12-31"}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(**tables: str) -> Path:
        folder = tmp_path / "watching"
        folder.mkdir(exist_ok=True)
        for name, text in {**FILES, **{f"{table}.csv": text for table, text in tables.items()}}.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def office(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("office")


def test_a_watched_indicator_shows_its_figures_and_no_light(written: Callable[..., Path], office: Client) -> None:
    load_folder(written(targets=WATCHED, observations=FIGURES), by="tests")
    price, firms = evaluate_plan(Plan.objects.get(code="watching"), date(2023, 12, 31))
    assert (price.evaluation.state, price.evaluation.point.nominal) == (State.WATCHED, 46)
    assert [part.evaluation.state for part in firms.evaluation.parts] == [State.WATCHED, State.WATCHED]
    assert Reading(office.get("/targets/price/", AT)).answer == "茶叶均价46元（2022年）；只监测，不设目标值。"
    assert Reading(office.get("/targets/price/", {"at": "2021-12-31"})).answer == "茶叶均价：只监测，还没有报数。"
    assert Reading(office.get("/targets/firms/", AT)).answer == "每链企业：两条产业链都只监测。"
    assert "只监测2项" in Reading(office.get("/city/", AT)).answer
    for page in PAGES:
        assert office.get(page, AT).status_code == 200, page
    assert "只监测" in office.get("/chains/tea/", AT).text


def test_a_watched_indicator_never_falls_due(written: Callable[..., Path], office: Client) -> None:
    load_folder(written(targets=WATCHED), by="tests")
    due = {"at": "2023-12-20"}
    assert "到期；" not in Reading(office.get("/city/", due)).text


@pytest.mark.parametrize(
    ("targets", "goals", "said"),
    [
        (HEAD + "price,1,茶叶均价,元,watch,40,level,year,city\n", "", "只监测（watch）的目标没有目标值"),
        (HEAD + "price,1,茶叶均价,元,,,level,year,city\n", "", "只监测的，要求写 watch"),
        (WATCHED, "target,comparator,value\nprice,>=,40\n", "目标“price”只监测（watch），没有目标值"),
    ],
)
def test_a_goal_value_and_watching_exclude_each_other(
    written: Callable[..., Path], targets: str, goals: str, said: str
) -> None:
    tables = {"targets": targets} | ({"goals": goals} if goals else {})
    _, problems = read_folder(written(**tables))
    assert said in "".join(str(problem) for problem in problems)
    assert len(problems) == 1


def test_a_plan_without_targets_is_loaded_and_shown(written: Callable[..., Path], office: Client) -> None:
    load_folder(written(), by="tests")
    assert evaluate_plan(Plan.objects.get(code="watching"), date(2023, 12, 31)) == []
    for page in PAGES:
        assert office.get(page, AT).status_code == 200, page
    assert "方案没有列目标" in Reading(office.get("/city/", AT)).answer
    assert "方案没有列目标" in Reading(office.get("/plan/", AT)).answer
