"""A draft as a folder: the check finds nothing wrong, it loads, and nothing is half-written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings

from bench.drafting import text_of
from lianzhang.drafting.api import Draft, draft, drafted_content, notes_on
from lianzhang.plans.commands import plan
from lianzhang.plans.folder import KeptSource, read_checked, read_folder, write_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan, Target
from lianzhang.plans.workbook import plan_as_workbook, read_workbook

from .test_any_text import TEXTS

BARE = "云岭市产业链行动方案\n支持企业做大做强，推进园区建设。"


def written(drafted: Draft, folder: Path) -> None:
    write_folder(drafted_content(drafted, folder.name), folder)


@pytest.mark.parametrize("text", [text_of("xiangyang"), text_of("yunling"), BARE, ""])
def test_the_check_finds_nothing_wrong(tmp_path: Path, text: str) -> None:
    written(draft(text), tmp_path / "yunling-2024")
    _, problems = read_folder(tmp_path / "yunling-2024")
    assert not problems
    assert not read_workbook(plan_as_workbook(drafted_content(draft(text), "yunling-2024")), "方案.xlsx")[1]


@given(TEXTS)
@example(text="@")
@settings(max_examples=40, deadline=None)
def test_of_any_text_the_check_finds_nothing_wrong(text: str) -> None:
    _, problems = read_checked(KeptSource(drafted_content(draft(text), "x")))
    assert not problems


@pytest.mark.django_db
def test_a_draft_loads(tmp_path: Path) -> None:
    drafted = draft(text_of("xiangyang") or "")
    written(drafted, tmp_path / "xiangyang-draft")
    load_folder(tmp_path / "xiangyang-draft", by="试验")
    loaded = Plan.objects.get()
    assert loaded.name == "襄阳市先进制造业产业链链长制行动方案（2021--2023年）"
    assert Target.objects.filter(plan=loaded).count() == len(drafted.targets)


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="no space"):
        written(draft(BARE), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_what_is_doubtful_is_said() -> None:
    said = " ".join(notes_on(draft(BARE)))
    for part in (
        "文字很少",
        "没有读到带数字的目标",
        "没有读到条款编号",
        "没有读到方案的起止年份",
        "没有读到产业链名单",
    ):
        assert part in said
    twice = (text_of("xiangyang") or "") * 2
    assert "两份文件" in " ".join(notes_on(draft(twice)))
    assert not notes_on(draft(text_of("xiangyang") or ""))


def test_what_asks_each_county_waits_for_the_counties() -> None:
    text = "一、目标\n每个县（市、区）创建集群1个。"
    (target,) = drafted_content(draft(text), "x")["tables"]["targets"]
    assert "先在 regions.csv 写上，再把范围改为 each_region" in " ".join(target.values())


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(plan, [str(each) for each in arguments])
    return result.exit_code, result.output


def test_the_command(tmp_path: Path) -> None:
    paper = tmp_path / "方案.txt"
    paper.write_text(text_of("yunling") or "", encoding="utf-8")
    code, said = run("draft", paper, "--to", tmp_path / "yunling-2024-2026")
    assert code == 0
    assert "6条产业链、25项目标" in said
    assert "lianzhang plan check" in said
    code, said = run("draft", paper, "--to", tmp_path / "yunling-2024-2026")
    assert (code, "已经有" in said) == (2, True)
    assert run("draft", paper, "--to", tmp_path / "方案.xlsx")[0] == 0
    assert run("check", tmp_path / "方案.xlsx")[0] == 0


@pytest.mark.parametrize(("name", "why"), [("云岭", "方案编号"), ("plan.docx", "不读"), ("Yunling 2024", "方案编号")])
def test_wrong_use_writes_nothing(tmp_path: Path, name: str, why: str) -> None:
    paper = tmp_path / "方案.rtf"
    paper.write_text(BARE, encoding="utf-8")
    code, said = run("draft", paper, "--to", tmp_path / name)
    assert code
    assert why in said
    assert not (tmp_path / name).exists()


def test_no_django_is_loaded() -> None:
    told = "import sys, lianzhang.drafting.api; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
