"""What the check of a folder says of kinds of needs and the criteria by which their answers are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import NeedCriterion, NeedKind

from .test_plan_format import write_examples

KINDS = "id,name,answered_by,proof,shown,unit,ask_days,reply_workdays,judges\n"
HEAD = "id,kind,name,weight,most\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_examples(tmp_path)["start"]


def said(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [f"{each.file} {each.row} {each.message}" for each in read_folder(folder)[1]]


def test_weights_that_do_not_make_a_hundred_are_told_at_the_row(folder: Path) -> None:
    kinds = KINDS + "a,难题,expert,word,all,,90,10,3\n"
    told = said(folder, need_kinds=kinds, need_criteria=f"{HEAD}a1,a,先进,60,\na2,a,团队,30,\n")
    assert told == ["need_criteria.csv 3 “a”的权重合计 90，不是 100；请改到合计 100"]


def test_a_kind_that_is_judged_needs_criteria(folder: Path) -> None:
    (told,) = said(folder, need_kinds=KINDS + "a,难题,expert,word,all,,90,10,3\n")
    assert told.startswith("need_kinds.csv 2 要3位评审，need_criteria.csv 里没有“a”的评审标准")


def test_without_judges_no_criteria_are_asked_and_usual_ones_of_other_kinds_are_left_out(folder: Path) -> None:
    assert said(folder, need_kinds=KINDS + "a,难题,expert,word,all,,90,10,\n") == []
    assert read_folder(folder)[0].rows("need_criteria") == []


@pytest.mark.django_db
def test_a_blank_full_mark_is_a_hundred_and_the_usual_rows_judge_challenges(folder: Path) -> None:
    load_folder(folder, by="tests")
    kind = NeedKind.objects.get(code="technology")
    assert (kind.judges, sum(each.weight for each in kind.criteria.all())) == (3, 100)
    assert set(NeedCriterion.objects.values_list("most", flat=True)) == {100}
