"""The command line: what it prints, its exit codes, and that wrong use never ends in a traceback."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lianzhang.plans import commands
from lianzhang.plans.appointment_actions import end_appointment
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Appointment
from tests.acting import seated
from tests.seen import seen

from .folders import BEFORE, LINHAI, copy_of, edit

pytestmark = pytest.mark.django_db
XIANGYANG = Path(__file__).parents[2] / "plans" / "xiangyang-2021-2023"
FINE, FAULTS, WRONG_USE = 0, 1, 2


def run(*arguments: object) -> tuple[int, str]:
    """Exit code and everything printed, as `lianzhang` itself would end."""
    group = {command.name: command for command in commands.COMMANDS}
    first, *rest = [str(argument) for argument in arguments]
    result: Result = CliRunner().invoke(group[first], rest, standalone_mode=False)
    if result.exception is None:
        return result.return_value or 0, result.output
    code = getattr(result.exception, "exit_code", None)
    assert code is not None, f"{result.exception!r} would be a traceback"
    return code, result.exception.format_message()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(LINHAI, tmp_path)


@pytest.fixture
def linhai() -> Plan:
    load_folder(BEFORE, by="试验")
    load_folder(LINHAI, by="试验")
    return Plan.objects.get(code=LINHAI.name)


def test_check_counts_what_a_sound_folder_holds() -> None:
    assert run("plan", "check", LINHAI) == (FINE, "没有问题：5条产业链、15项目标、3项任务、21条数据\n")
    code, said = run("plan", "check", XIANGYANG)
    assert code == FINE
    assert said.startswith("没有问题：13条产业链、59项目标、93项任务、")


def test_check_lists_every_fault_with_its_place(folder: Path) -> None:
    edit(folder, "targets.csv", "range,1,2", "range,2,1")
    edit(folder, "zones.csv", "petro,linhai-port,,", "petrol,linhai-port,,")
    code, said = run("plan", "check", folder)
    assert code == FAULTS
    lines = [[cell.strip() for cell in line.split("│")] for line in said.splitlines() if "│" in line]
    assert [line[1:4] for line in lines] == [["targets.csv", "6", "value_max"], ["zones.csv", "2", "chain"]]
    assert "列出 2 处" in said


@pytest.mark.parametrize("command", ["check", "diff", "load"])
@pytest.mark.parametrize(
    ("name", "word"),
    [(None, "没有写方案文件夹"), ("missing", "没有“"), ("file.txt", "不是方案"), ("a\0b", "没有“")],
)
def test_a_folder_that_is_none_is_wrong_use(tmp_path: Path, command: str, name: str | None, word: str) -> None:
    (tmp_path / "file.txt").write_text("x", "utf-8")
    code, said = run("plan", command, *([f"{tmp_path}/{name}"] if name else []))
    assert code == WRONG_USE
    assert word in said


def test_diff_shows_old_and_new_and_writes_nothing(linhai: Plan, folder: Path) -> None:
    assert run("plan", "diff", folder) == (FINE, "没有改动。\n")
    edit(folder, "targets.csv", "%,near,15,,,level", "%,near,18,,,level")
    events = AuditEvent.objects.count()
    code, said = run("plan", "diff", folder)
    assert code == FINE
    assert "15 → 18" in said
    assert "新增0处、改动1处、删去0处" in said
    assert AuditEvent.objects.count() == events


def test_the_diff_of_a_whole_new_plan_counts_its_rows_unless_all_are_asked_for(folder: Path) -> None:
    run("plan", "load", BEFORE)
    code, said = run("plan", "diff", folder)
    assert code == FINE
    lines = [[cell.strip() for cell in line.split("│")[1:5]] for line in said.splitlines() if "│" in line]
    assert ["targets", "新增", "15行", ""] in lines
    assert ["chains", "改动", "petro", "牵头部门：（空） → industry"] in lines
    assert "champions" not in said
    assert "champions" in run("plan", "diff", folder, "--all")[1]


def test_diff_and_load_say_in_one_line_what_they_leave_as_the_screens_made_it(linhai: Plan, folder: Path) -> None:
    ended = Appointment.objects.get(post__code="chief-marine")
    office = seated("office", "chain_office", ended.post.city)
    end_appointment(appointment=ended, ends=date(2025, 2, 1), source="文件", seen=seen(ended), by=office)
    edit(folder, "clauses.csv", "2,二,", "2,（二）,")
    line = "系统里办理过的照旧，不按表里的改：chief-marine 海洋局主要负责同志 2024-03-01（任职止）。\n"
    code, said = run("plan", "diff", folder)
    assert (code, said.endswith(f"新增0处、改动1处、删去0处\n{line}")) == (FINE, True)
    code, said = run("plan", "load", folder)
    assert (code, said.endswith(f"clauses：改动 1\n{line}")) == (FINE, True)
    assert run("plan", "diff", folder) == (FINE, f"没有改动。\n{line}")


def test_diff_and_load_name_faults_and_write_nothing(folder: Path) -> None:
    for command in ("diff", "load"):
        code, said = run("plan", command, folder)
        assert (code, "请先载入" in said) == (FAULTS, True)
        edit(folder, "targets.csv", "range,1,2", "range,2,1")
        code, said = run("plan", command, folder)
        assert (code, "value_max" in said) == (FAULTS, True)
        edit(folder, "targets.csv", "range,2,1", "range,1,2")
    assert not Plan.objects.exists()
    assert not AuditEvent.objects.exists()


def test_load_says_what_it_wrote_and_then_that_nothing_is_left_to_do(folder: Path) -> None:
    run("plan", "load", BEFORE)
    code, said = run("plan", "load", folder)
    assert code == FINE
    assert "targets：新增 15" in said
    assert run("plan", "load", folder) == (FINE, f"方案 {folder.name} 与上次载入的相同，不需要改动。\n")
    event = AuditEvent.objects.first()
    assert event is not None
    assert event.by.startswith("命令行 ")


def test_evaluate_prints_one_line_a_target() -> None:
    load_folder(XIANGYANG, by="试验")
    code, said = run("evaluate", "--at", "2023-12-31")
    assert code == FINE
    assert "截至2023-12-31" in said
    ids = {row["id"] for row in csv.DictReader((XIANGYANG / "targets.csv").open(encoding="utf-8-sig"))}
    assert len(ids) == 59
    printed = {line.split("│")[1].strip() for line in said.splitlines() if line.startswith("│")} - {""}
    assert printed == ids
    assert "共59项" in said


def test_evaluate_gives_json_with_evidence(linhai: Plan) -> None:
    code, said = run("evaluate", "--plan", linhai.code, "--at", "2025Q1", "--target", "firms", "--format", "json")
    assert code == FINE
    answer = json.loads(said)
    assert (answer["plan"], answer["at"]) == (linhai.code, "2025-03-31")
    (target,) = answer["targets"]
    assert target["state"] == "on_course"
    assert target["goal"] == [{"comparator": ">=", "value": 180}]
    assert target["latest"] == {
        "value": 160,
        "precision": "exact",
        "period": "2024-12-31",
        "date": "2024-12-31",
        "disputed": False,
    }
    chosen = linhai.observations.get(code="firms-a")
    assert target["evidence"] == [f"observation:{chosen.pk}"]


def test_evaluate_gives_csv_with_a_row_a_target(linhai: Plan) -> None:
    code, said = run("evaluate", "--plan", linhai.code, "--at", "2025", "--format", "csv")
    assert code == FINE
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [row["id"] for row in rows] == list(linhai.targets.values_list("code", flat=True))
    jobs = next(row for row in rows if row["id"] == "jobs")
    assert (jobs["state"], jobs["latest"], jobs["evidence"]) == ("unknown", "", "0")


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--at", "2019-01-01"], WRONG_USE, "2024-01-01"),
        (["--at", "yesterday"], WRONG_USE, "不是时期"),
        (["--at", "2024-02-30"], WRONG_USE, "没有这一天"),
        (["--format", "xml"], WRONG_USE, "table、json、csv"),
        (["--target", "firm"], FAULTS, "是不是“firms”"),
        (["--plan", "linhai"], FAULTS, "没有编号为“linhai”的方案"),
    ],
)
def test_evaluate_tells_what_is_wrong(linhai: Plan, arguments: list[str], code: int, word: str) -> None:
    plan = [] if "--plan" in arguments else ["--plan", linhai.code]
    found, said = run("evaluate", *plan, *arguments)
    assert found == code
    assert word in said


def test_evaluate_without_a_plan_says_what_to_do() -> None:
    code, said = run("evaluate")
    assert code == FAULTS
    assert "lianzhang plan load" in said


def lianzhang(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    command = shutil.which("lianzhang", path=str(Path(sys.executable).parent))
    assert command
    known = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "VAR"}}
    return subprocess.run([command, *arguments], env=known | environment, capture_output=True, text=True, check=False)


def test_the_installed_command_ends_with_the_code_of_its_answer(folder: Path, tmp_path: Path) -> None:
    var = str(tmp_path / "var")
    edit(folder, "targets.csv", "range,1,2", "range,2,1")
    faulty = lianzhang("plan", "check", str(folder), VAR=var)
    missing = lianzhang("plan", "check", "missing", VAR=var)
    empty = lianzhang("evaluate", VAR=var)
    assert (faulty.returncode, missing.returncode, empty.returncode) == (FAULTS, WRONG_USE, 1)
    assert "lianzhang up" in empty.stderr, "an empty database says what to do"
    assert not [each for each in (faulty, missing, empty) if "Traceback" in each.stdout + each.stderr]


def test_a_loaded_plan_is_written_as_a_workbook_and_as_a_folder_that_change_nothing(
    linhai: Plan, tmp_path: Path
) -> None:
    for name in ("方案.xlsx", LINHAI.name):
        assert run("plan", "export", LINHAI.name, "--to", tmp_path / name)[0] == FINE
        assert run("plan", "check", tmp_path / name)[0] == FINE
        assert run("plan", "diff", tmp_path / name) == (FINE, "没有改动。\n")
        assert "不需要改动" in run("plan", "load", tmp_path / name)[1]


def test_an_export_overwrites_nothing_and_knows_its_plans(linhai: Plan, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    assert run("plan", "export", LINHAI.name, "--to", tmp_path / "a.xlsx")[0] == WRONG_USE
    assert (tmp_path / "a.xlsx").read_bytes() == b"mine"
    assert run("plan", "export", LINHAI.name)[0] == WRONG_USE
    assert "没有编号为“linhai”的方案" in run("plan", "export", "linhai", "--to", tmp_path / "b.xlsx")[1]
    assert run("plan", "export", "--empty", "--to", tmp_path / "new.xlsx")[0] == FINE
    code, said = run("plan", "check", tmp_path / "new.xlsx")
    assert code == FAULTS
    assert ".csv" not in said
    assert ".toml" not in said
