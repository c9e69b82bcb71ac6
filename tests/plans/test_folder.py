"""Broken and hostile plan folders: every fault is told at its file, row and column, all at once."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianzhang.kernel.periods import parse_period
from lianzhang.kernel.sheets import Problem
from lianzhang.kernel.sheets.reading import BYTES_ALLOWED
from lianzhang.plans.folder import read_folder
from lianzhang.plans.folder.tables import TABLES

from .folders import BEFORE, COUNTY, LINHAI, PROVINCE, ZONE, append, copy_of, edit

XIANGYANG = Path(__file__).parents[2] / "plans" / "xiangyang-2021-2023"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(LINHAI, tmp_path)


def problems_of(folder: Path) -> list[Problem]:
    return read_folder(folder)[1]


def only_problem(folder: Path) -> Problem:
    found = problems_of(folder)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


@pytest.mark.parametrize("path", [LINHAI, BEFORE, XIANGYANG, PROVINCE, ZONE, COUNTY], ids=lambda path: path.name)
def test_a_sound_folder_has_no_problems(path: Path) -> None:
    folder, problems = read_folder(path)
    assert problems == []
    assert folder.code == path.name


def test_the_tables_are_read_as_typed_rows() -> None:
    folder, _ = read_folder(LINHAI)
    goal = folder.rows("goals")[0]
    assert (goal["target"], goal["chain"], goal["period"]) == ("chain_output", "petro", parse_period("2024"))
    assert folder.rows("posts")[3]["chains"] == ("bio", "display")
    assert folder.starts == date(2024, 1, 1)


SOURCE = 'source = "虚构，用于测试"'
# The file, what stands there, what is put instead, the column, a part of the message.
FAULTS = [
    ("plan.toml", 'city = "999900"', 'city = "999901"', "city", "“999900”"),
    ("plan.toml", 'id = "linhai-2024-2026"', 'id = "linhai"', "id", "文件夹名"),
    ("plan.toml", "ends = 2026-12-31", "ends = 2023-12-31", "ends", "早于"),
    ("plan.toml", "ends = 2026-12-31", 'ends = "年底"', "ends", "读不成日期"),
    ("plan.toml", "ends = 2026-12-31", "end = 2026-12-31", "end", "是不是“ends”"),
    ("plan.toml", "about_tolerance = 0.05", "about_tolerance = 5", "about_tolerance", "范围"),
    ("plan.toml", "about_tolerance = 0.05", "about_tolerance = [1]", "about_tolerance", "一个值"),
    ("plan.toml", 'succeeds = "linhai-2021-2023"', 'succeeds = "linhai-2024-2026"', "succeeds", "自己"),
    ("plan.toml", "[plan]", "[pln]", "pln", "[plan]"),
    ("plan.toml", SOURCE, f'{SOURCE}\n[wrods]\noffice = "办"', "wrods", "[words]"),
    ("plan.toml", SOURCE, f'{SOURCE}\nwords = "市办"', "words", "没有这一项"),
    ("plan.toml", SOURCE, f'{SOURCE}\n[words]\nofice = "市办"', "ofice", "office"),
    ("plan.toml", SOURCE, f'{SOURCE}\n[words]\noffice = "{"办" * 41}"', "office", "最多40个字"),
    ("plan.toml", SOURCE, f'{SOURCE}\n[words]\noffice = ["市办"]', "office", "一个值"),
    ("plan.toml", SOURCE, f'{SOURCE}\n[paper]\ndate = "正月"', "date", "日期"),
    ("plan.toml", SOURCE, f'{SOURCE}\n[paper]\naddress = "云政办发1号"', "address", "http"),
    ("appointments.csv", "chief-petro-1,市政府分管负责同志,,", "chief-petro-1,,,", "holder", "organization"),
    ("chains.csv", "petro,绿色石化产业链,industry", "petro,绿色石化产业链,industri", "lead_department", "industry"),
    ("groups.csv", "display;lowalt", "display;lowalty", "chains", "是不是“lowalt”"),
    ("regions.csv", "city,", "city,999900", "parent", "绕回"),
    ("zones.csv", "petro,linhai-port,,", "petro,linhai-port,bio-valley,", "region", "只填一个"),
    ("zones.csv", "petro,linhai-port,,", "petro,,,", "region", "只填一个"),
    ("posts.csv", "lead-bio,生物链牵头部门,lead,bio", "lead-bio,生物链牵头部门,leed,bio", "rank", "是不是“lead”"),
    ("appointments.csv", "2025-06-30", "2023-06-30", "ends", "早于"),
    ("checklist.csv", "fund,一只产业基金,", "fund,一只产业基金,chif", "rank", "是不是“chief”"),
    ("checklist_records.csv", "team,petro", "teem,petro", "item", "是不是“team”"),
    ("clauses.csv", "1.1,（一）,规模,1", "1.1,（一）,规模,1.1", "parent", "绕回"),
    ("targets.csv", "新增就业,万人,range,1,2", "新增就业,万人,range,2,1", "value_max", "小于"),
    ("targets.csv", "新增就业,万人,range,1,2", "新增就业,万人,>=,1,2", "value_max", "range"),
    ("targets.csv", "新增就业,万人,range,1,2", "新增就业,万人,range,1,", "value_max", "上限"),
    ("targets.csv", "新增就业,万人,range,1,2", "新增就业,万人,,1,", "comparator", "要求"),
    ("targets.csv", "新增就业,万人,range,1,2", "新增就业,万人,range,,", "value", "没有目标值"),
    ("targets.csv", "新增就业,万人", "新增就业,万克拉", "unit", "不认识"),
    ("targets.csv", "investment,1.1,链上完成投资", "investment,9.9,链上完成投资", "clause", "没有“9.9”"),
    ("targets.csv", "each,quarter,city", "each,,city", "window", "each"),
    ("targets.csv", "total_output,,,2023", "total_output,,,", "base_year", "基年"),
    ("targets.csv", "growth,year,city", "growth,quarter,city", "window", "year"),
    ("targets.csv", "rd_spend,revenue", "rd_spend,", "of", "另一个数"),
    ("targets.csv", "each_chain,,2024-12-31", "each_chain,,2023-12-31", "due", "早于"),
    ("targets.csv", "plans.posts_held,,,chief", "plans.posts_hold,,,chief", "metric", "是不是“plans.posts_held”"),
    ("targets.csv", "plans.posts_held,,,chief", "plans.posts_held,,,chef", "item", "是不是“chief”"),
    ("targets.csv", "plans.posts_held,,,chief", "plans.posts_held,,,", "item", "要写这一列"),
    ("targets.csv", "plans.posts_held,,,chief", "plans.posts_held,,,chief;chef", "item", "没有“chef”"),
    ("targets.csv", "plans.posts_held,,,chief", "enterprises.roles,,,anker", "item", "只能写anchor、core、"),
    ("targets.csv", "%,near,15,,,level,,city", "%,near,15,,,level,,chain:petrol", "scope", "是不是“petro”"),
    ("targets.csv", "%,near,15,,,level,,city", "%,near,15,,,level,,chain", "scope", "chain:"),
    ("goals.csv", "chain_output,display,,2026", "chain_output,disply,,2026", "chain", "是不是“display”"),
    ("goals.csv", "chain_output,display,,2026", "chain_output,display,,2028", "period", "之内"),
    ("goals.csv", "range,500,600", "range,500,400", "value_max", "小于"),
    ("goals.csv", ",市政府常务会议虚构纪要第5号", ",", "reason", "依据"),
    ("goals.csv", "2025-03-01", "2023-03-01", "effective_from", "早于"),
    ("goals.csv", "firms,,,", "firms,petro,,", "chain", "不分到这里"),
    ("definitions.csv", "2025-01-01", "2024-01-01", "effective_from", "留一处"),
    ("definitions.csv", "2025-01-01", "2023-01-01", "effective_from", "早于"),
    ("duties.csv", "industry;science", "industry;scinece", "owners", "是不是“science”"),
    ("sources.csv", "https://example.org/2024", "javascript:alert(1)", "address", "http"),
    ("observations.csv", "firms-b,firms,", "firms-b,firm,", "subject", "是不是“firms”"),
    ("observations.csv", "duty:map", "duty:mapp", "subject", "是不是“map”"),
    ("observations.csv", "155,,家", "155,,项", "unit", "不能换算"),
    ("observations.csv", "155,,家", "155,,", "unit", "不能换算"),
    ("observations.csv", "155,,家,stock,daily,,,", "155,,家,stock,dialy,,,", "source", "是不是“daily”"),
    ("observations.csv", "155,,家,stock,daily,,,", "155,,家,stock,daily,,yes,", "preference_reason", "理由"),
    ("observations.csv", "155,,家,stock,daily,,,", "155,,家,stock,daily,,yes,新", "preferred", "只能采用一个"),
    ("observations.csv", "2024Q2,2024-06-20", "2024Q5,2024-06-20", "period", "时期"),
    ("observations.csv", "2024Q2,2024-06-20", "2024Q2,2024-03-20", "date", "早于"),
    ("observations.csv", "2024Q2,2024-06-20,1", "2024Q2,2024-06-20,=1+1", "value", "公式"),
    ("observations.csv", "region:999902", "region:999920", "scope", "“999902”"),
    ("observations.csv", "region:999902", "town:999902", "scope", "region:"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "part"),
    [
        ("ranks.csv", "副链长,chief,", "副链长,boss,", 5, "kind", "beside（协同）"),
        ("cadences.csv", "report,10", "report,十日", 5, "within_days", "不是数字"),
        ("cadences.csv", "quarter,1,report", "quarter,1,call", 5, "kind", "visit（走访）"),
        ("appointments.csv", "deputy-chips,,university", "deputy-chips,,", 6, "holder", "在 organization 列"),
    ],
)
def test_a_fault_of_ranks_and_what_they_do_is_told(
    tmp_path: Path, file: str, old: str, new: str, row: int, column: str, part: str
) -> None:
    folder = copy_of(PROVINCE, tmp_path)
    edit(folder, file, old, new)
    problem = only_problem(folder)
    assert (problem.file, problem.row, problem.column) == (file, row, column)
    assert part in problem.message


@pytest.mark.parametrize(("file", "old", "new", "column", "part"), FAULTS)
def test_a_fault_is_told_at_its_place(folder: Path, file: str, old: str, new: str, column: str, part: str) -> None:
    line = (folder / file).read_text("utf-8").partition(old)[0].count("\n") + 1
    edit(folder, file, old, new)
    told = [problem for problem in problems_of(folder) if (problem.file, problem.column) == (file, column)]
    assert told, [str(problem) for problem in problems_of(folder)]
    assert part in told[0].message
    below = next((number for number, text in enumerate(new.splitlines()) if text.startswith((column, f"[{column}"))), 0)
    assert told[0].row == line + (below if file == "plan.toml" else 0)


def test_a_goal_stated_twice_is_told_with_the_first_place(folder: Path) -> None:
    edit(folder, "goals.csv", "chain_output,display,,2026", "chain_output,bio,,2025")
    problem = only_problem(folder)
    assert (problem.file, problem.row, problem.column) == ("goals.csv", 9, "value")
    assert "goals.csv 第8行" in problem.message


def test_a_plan_file_that_is_no_toml_is_told_with_its_line(folder: Path) -> None:
    edit(folder, "plan.toml", "ends = 2026-12-31", "ends = 2026-02-30")
    told = problems_of(folder)
    assert (told[0].file, told[0].row) == ("plan.toml", 8)


def test_a_key_that_plan_toml_lacks_is_told_at_its_section(folder: Path) -> None:
    edit(folder, "plan.toml", "ends = 2026-12-31\n", 'note = """\nends = 1\n"""\n')
    told = {problem.column: str(problem) for problem in problems_of(folder) if problem.file == "plan.toml"}
    assert told["ends"] == "plan.toml 第2行 “ends”项：缺少这一项（终止）；请在 [plan] 下面补上"
    assert told["note"].startswith("plan.toml 第8行 “note”项：没有这一项")


def test_two_targets_of_one_id_are_told_with_both_rows(folder: Path) -> None:
    append(folder, "targets.csv", "jobs,1.1,又一个,家,>=,1,,,level,,city,,,,,,,,,,,,,,")
    problem = only_problem(folder)
    lines = (folder / "targets.csv").read_text("utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.startswith("jobs,"))
    assert (problem.file, problem.column) == ("targets.csv", "id")
    assert problem.row == len(lines)
    assert f"第{first}行" in problem.message


def test_a_cadence_for_a_post_that_does_not_exist_is_told(folder: Path) -> None:
    append(folder, "ranks.csv", "deputy,副链长,")
    append(folder, "cadences.csv", "deputy,调度本产业链,month,1")
    problem = only_problem(folder)
    assert (problem.file, problem.row, problem.column) == ("cadences.csv", 6, "rank")
    assert "没有“deputy”职级的职务" in problem.message


def test_every_table_is_checked_in_one_go(folder: Path) -> None:
    edit(folder, "targets.csv", "range,1,2", "range,2,1")
    edit(folder, "zones.csv", "petro,linhai-port,,", "petrol,linhai-port,,")
    edit(folder, "plan.toml", "ends = 2026-12-31", "ends = 2026-13-31")
    assert {problem.file for problem in problems_of(folder)} >= {"plan.toml", "targets.csv", "zones.csv"}


@pytest.mark.parametrize("table", [table for table in TABLES if table.required], ids=lambda table: table.name)
def test_a_missing_or_empty_required_table_is_told_once(folder: Path, table: object) -> None:
    path = folder / table.file  # type: ignore[attr-defined]
    headings = path.read_text("utf-8").partition("\n")[0]
    for content, word in ((None, "缺少这张表"), (f"{headings}\n", "没有内容")):
        path.unlink() if content is None else path.write_text(content, "utf-8")
        told = [problem for problem in problems_of(folder) if problem.file == path.name]
        assert [word in problem.message for problem in told] == [True]
        assert not [p for p in problems_of(folder) if f"{path.name} 里没有" in p.message], "no faults that only follow"


def test_optional_tables_may_be_missing(folder: Path) -> None:
    for name in ("definitions.csv", "cadences.csv", "problem_levels.csv", "zones.csv", "observations.csv"):
        (folder / name).unlink()
    assert problems_of(folder) == []


def test_a_misspelt_file_is_told_with_the_right_name(folder: Path) -> None:
    (folder / "target.csv").write_text("id\n", "utf-8")
    problem = only_problem(folder)
    assert problem.file == "target.csv"
    assert "是不是“targets.csv”" in problem.message


def test_other_files_are_left_alone(folder: Path) -> None:
    (folder / "README.md").write_text("x", "utf-8")
    (folder / ".~lock.targets.csv").write_text("x", "utf-8")
    assert problems_of(folder) == []


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("编号,名称\n".encode("gb18030"), "GBK"),
        (b"id,name\n\0", "空字节"),
        (b"id,name\n" + b"x" * BYTES_ALLOWED, "5MB"),
        (b"id,name\n" + b"a,b\n" * 20_001, "20000行"),
    ],
)
def test_an_unreadable_table_is_told_and_nothing_that_only_follows(folder: Path, content: bytes, word: str) -> None:
    (folder / "organizations.csv").write_bytes(content)
    told = problems_of(folder)
    assert any(word in problem.message for problem in told if problem.file == "organizations.csv")
    if word != "20000行":
        assert {problem.file for problem in told} == {"organizations.csv"}


def test_a_table_that_is_a_folder_is_told(folder: Path) -> None:
    (folder / "zones.csv").unlink()
    (folder / "zones.csv").mkdir()
    assert "不是文件" in only_problem(folder).message


def test_a_table_that_is_a_pipe_is_told_and_not_waited_for(folder: Path) -> None:
    (folder / "zones.csv").unlink()
    os.mkfifo(folder / "zones.csv")
    assert "不是文件" in only_problem(folder).message


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.csv", "nowhere.csv", "zones.csv"])
def test_a_link_out_of_the_folder_or_to_nothing_is_refused(folder: Path, target: str) -> None:
    (folder.parent / "outside.csv").write_text("chain\n", "utf-8")
    (folder / "zones.csv").unlink()
    (folder / "zones.csv").symlink_to(target)
    problem = only_problem(folder)
    assert problem.file == "zones.csv"
    assert "链接" in problem.message


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[plan", b"[" * 5000, b"plan = 1", b"", b"[plan]\nid = 1e999"])
def test_a_broken_plan_file_is_told(folder: Path, content: bytes) -> None:
    (folder / "plan.toml").write_bytes(content)
    told = problems_of(folder)
    assert {problem.file for problem in told} == {"plan.toml"}


def test_a_folder_that_is_none_raises(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for path in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(NotADirectoryError):
            read_folder(path)


def test_the_same_tables_have_the_same_fingerprint_wherever_they_lie(folder: Path) -> None:
    assert read_folder(folder)[0].content_hash == read_folder(LINHAI)[0].content_hash
    edit(folder, "chains.csv", "绿色石化产业链", "绿色石化链")
    assert read_folder(folder)[0].content_hash != read_folder(LINHAI)[0].content_hash


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*(table.file for table in TABLES if (LINHAI / table.file).exists()), "plan.toml"]), st.data())
def test_any_damage_gives_problems_or_rows_and_never_raises(folder: Path, name: str, data: st.DataObject) -> None:
    sound = (LINHAI / name).read_bytes()
    place = data.draw(st.integers(0, len(sound)))
    put = data.draw(st.binary(max_size=8) | st.sampled_from([b",", b'"', b"\n", b"=1", b"..", b";"]))
    (folder / name).write_bytes(sound[:place] + put + sound[place + data.draw(st.integers(0, 6)) :])
    try:
        found, problems = read_folder(folder)
    finally:
        (folder / name).write_bytes(sound)
    assert all(problem.file and problem.message for problem in problems)
    assert problems or found.rows("targets")


def test_a_folder_without_the_file_of_the_plan_itself_says_so(folder: Path) -> None:
    (folder / "plan.toml").unlink()
    assert "缺少这个文件" in next(each.message for each in read_folder(folder)[1] if each.file == "plan.toml")
