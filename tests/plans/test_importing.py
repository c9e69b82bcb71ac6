"""Figures by sheet: what each row would do, what a bad file is told, all or nothing, the same twice is once."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianzhang.access.row_policy import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.plans.models import Observation, Source, UploadedSheet
from lianzhang.plans.observations import importing
from lianzhang.plans.observations.importing import Preview
from lianzhang.plans.observations.sheet_actions import apply_sheet
from lianzhang.records.models import AuditEvent
from lianzhang.work import acts

from .reports import GOOD, csv_of, workbook_of


def look_at(uploaded: UploadedSheet) -> Preview:
    """As one who sees every figure."""
    return importing.look_at(uploaded, SYSTEM)


# --- what each row would do


def test_a_row_becomes_a_figure_as_people_write_it(world, keep, by):
    row = GOOD | {"数值": "约1.2万家", "时期": "2022年四季度", "范围": "第1链", "网址": "https://example.gov.cn/a"}
    assert apply_sheet(uploaded=keep(workbook_of(row)), submit=True, by=by) == 1
    made = Observation.objects.get()
    assert (made.value, made.precision, made.unit, made.state) == (Decimal("1.2"), "about", "万家", "submitted")
    assert (made.chain, str(made.period_start), made.source.address, made.entered_by) == (
        world.chains[0],
        "2022-10-01",
        "https://example.gov.cn/a",
        by,
    )
    assert (made.sheet.name, made.sheet_row) == ("填报.xlsx", 2)


def test_rows_are_told_apart_as_new_same_contradicting_and_faulty(world, keep):
    world.observe(world.giants, "2021", 7, source=world.source)
    world.observe(world.giants, "2022", 46)
    same = GOOD | {"数值": "7", "时期": "2021", "来源标题": "试验日报"}
    found = look_at(keep(workbook_of(GOOD | {"时期": "2022Q1"}, same, GOOD, GOOD | {"单位": "亿元"})))
    assert [line.status for line in found.lines] == ["new", "same", "rival", "fault"]
    assert found.lines[2].known.value == 46
    assert [line.status for line in found.ordered] == ["fault", "rival", "new", "same"]


def test_the_whole_city_beside_a_target_of_one_place_is_refused_at_its_cell(world, keep):
    world.target("of_one", scope_kind="chain", chain=world.chains[0])
    row = GOOD | {"目标或任务": "of_one"}
    seen = look_at(keep(workbook_of(row | {"范围": "全市"}, row, row | {"与目标的关系": "背景", "范围": "全市"})))
    assert [line.status for line in seen.lines] == ["fault", "new", "new"]
    assert [(each.row, each.column) for each in seen.problems] == [(2, "范围")]
    assert f"它只问{world.chains[0]}" in seen.problems[0].message


def test_a_row_repeated_in_the_file_counts_once(world, keep):
    found = look_at(keep(workbook_of(GOOD, GOOD)))
    assert [(line.status, line.same_as_row) for line in found.lines] == [("new", None), ("same", 2)]


def test_the_same_file_twice_changes_nothing(world, keep, by):
    content = workbook_of(GOOD, GOOD | {"时期": "2021"})
    assert apply_sheet(uploaded=keep(content), submit=False, by=by) == 2
    before = (list(Observation.objects.values()), list(Source.objects.values()), AuditEvent.objects.count())
    assert apply_sheet(uploaded=keep(content), submit=False, by=by) == 0
    assert (list(Observation.objects.values()), list(Source.objects.values()), AuditEvent.objects.count()) == before


def test_a_file_with_its_rows_in_another_order_adds_nothing(world, keep, by):
    rows = [GOOD, GOOD | {"时期": "2021"}]
    apply_sheet(uploaded=keep(workbook_of(*rows)), submit=False, by=by)
    assert look_at(keep(workbook_of(*reversed(rows)))).new == []


def test_a_figure_edited_since_its_import_is_not_imported_again(world, keep, by):
    content = workbook_of(GOOD)
    apply_sheet(uploaded=keep(content), submit=False, by=by)
    Observation.objects.update(value=31)
    assert [line.status for line in look_at(keep(content)).lines] == ["same"]


def test_new_rows_of_one_new_source_keep_it_once(world, keep, by):
    apply_sheet(uploaded=keep(workbook_of(GOOD, GOOD | {"时期": "2021"})), submit=False, by=by)
    assert Source.objects.filter(title="市统计公报").count() == 1


def test_one_event_tells_the_file_and_all_its_rows(world, keep, by):
    uploaded = keep(workbook_of(GOOD, GOOD | {"时期": "2021"}))
    apply_sheet(uploaded=uploaded, submit=False, by=by)
    event = AuditEvent.objects.get(action="sheet.apply")
    assert (event.facts["file"], event.facts["sha256"]) == ("填报.xlsx", uploaded.sha256)
    assert event.facts["rows"] == list(Observation.objects.order_by("pk").values_list("pk", flat=True))


# --- all or nothing


def test_one_faulty_row_holds_back_the_whole_sheet(world, keep, by):
    uploaded = keep(workbook_of(GOOD, GOOD | {"目标或任务": "nobody"}))
    with pytest.raises(ValidationError, match="没有导入"):
        apply_sheet(uploaded=uploaded, submit=False, by=by)
    assert not Observation.objects.exists()
    assert not Source.objects.filter(title="市统计公报").exists()


def test_an_import_whose_event_cannot_be_written_leaves_nothing(world, keep, by, monkeypatch):
    def broken(*args: Any, **facts: Any) -> None:
        raise OSError("the log is full")

    uploaded = keep(workbook_of(GOOD))
    monkeypatch.setattr(acts, "write_event", broken)
    with pytest.raises(OSError, match="the log is full"):
        apply_sheet(uploaded=uploaded, submit=False, by=by)
    assert not Observation.objects.exists()
    uploaded.refresh_from_db()
    assert uploaded.applied_at is None


def test_what_changed_between_looking_and_applying_is_looked_at_again(world, keep, by):
    uploaded = keep(workbook_of(GOOD))
    assert len(look_at(uploaded).new) == 1
    source = world.plan.sources.create(code="new", title="市统计公报")
    world.observe(world.giants, "2022", 30, source=source)
    assert apply_sheet(uploaded=uploaded, submit=False, by=by) == 0


def test_an_upload_is_applied_by_the_one_who_made_it(world, keep, account):
    office = account("office")
    with pytest.raises(PermissionDenied):
        apply_sheet(uploaded=keep(workbook_of(GOOD)), submit=False, by=User.objects.get(pk=office.pk))


# --- what is wrong, and where


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"目标或任务": "giant"}, "目标或任务", "不在可选值内"),
        ({"目标或任务": None}, "目标或任务", "不能为空"),
        ({"与目标的关系": "相关"}, "与目标的关系", "不在可选值内"),
        ({"数值": "三十"}, "数值", "读不成一个数"),
        ({"数值": "=1+1"}, "数值", "公式"),
        ({"数值": None}, "说明", "没有数值时"),
        ({"单位": "亿元"}, "单位", "不能换算成目标的单位“家”"),
        ({"时期": "去年"}, "时期", "不是时期"),
        ({"时期": "2020"}, "时期", "请把关系改为“基期”"),
        ({"日期": "2022-13-01"}, "日期", "不存在"),
        ({"日期": "2020-12-31"}, "日期", "早于时期的第一天"),
        ({"范围": "第9链"}, "范围", "不在可选值内"),
        ({"范围": "其他"}, "范围说明", "请在这一列写明"),
        ({"范围": "第1链", "范围说明": "一个园区"}, "范围", "只能写一种"),
        ({"来源标题": None}, "来源标题", "不能为空"),
        ({"网址": "ftp://a.cn"}, "网址", "以 http:// 或 https:// 开头"),
        ({"说明": "注" * 401}, "说明", "最多400个字"),
    ],
)
def test_a_fault_is_told_at_its_cell_with_the_way_to_mend_it(world, keep, cells, column, words):
    found = look_at(keep(workbook_of(GOOD, GOOD | {"时期": "2021"} | cells)))
    assert [(problem.row, problem.column) for problem in found.problems] == [(3, column)]
    assert words in found.problems[0].message


def test_all_faults_of_one_row_are_told_at_once(world, keep):
    found = look_at(keep(workbook_of(GOOD | {"时期": "去年", "数值": "3亿元", "来源标题": None})))
    assert {problem.column for problem in found.problems} == {"时期", "单位", "来源标题"}


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"目标或任务": "nothing", "数值": "5x", "单位": "家", "网址": "javascript:x"}, {"目标或任务", "数值", "网址"}),
        ({"数值": "5x", "网址": "javascript:x"}, {"数值", "网址"}),
        ({"时期": "2022Q9", "网址": "www.example.cn"}, {"时期", "网址"}),
    ],
)
def test_what_cannot_be_read_hides_no_fault_in_another_cell(world, keep, cells, columns):
    (line,) = look_at(keep(workbook_of(GOOD | cells))).lines
    assert {problem.column for problem in line.problems} == columns


def test_two_sources_of_one_title_must_be_told_apart(world, keep):
    for publisher in ("甲报", "乙报"):
        world.plan.sources.create(code=publisher, title="新年贺词", publisher=publisher)
    found = look_at(keep(workbook_of(GOOD | {"来源标题": "新年贺词"})))
    assert "请补写发布者" in found.problems[0].message


def test_a_figure_from_before_the_plan_is_taken_as_a_baseline_with_a_note(world, keep, by):
    row = GOOD | {"时期": "2020", "与目标的关系": "基期", "说明": "2020年基数"}
    assert apply_sheet(uploaded=keep(workbook_of(row)), submit=False, by=by) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_that_spreadsheets_write(world, keep, by, encoding):
    content = csv_of(GOOD | {"数值": "约30家"}).encode(encoding)
    assert apply_sheet(uploaded=keep(content, "填报.csv"), submit=False, by=by) == 1


def test_looking_asks_the_same_number_of_queries_for_few_rows_and_many(world, keep):
    def queries(rows: int) -> int:
        cells = [GOOD | {"数值": str(number + 1), "来源标题": f"公报{number}"} for number in range(rows)]
        uploaded = keep(workbook_of(*cells))
        with CaptureQueriesContext(connection) as caught:
            look_at(uploaded)
        return len(caught)

    assert queries(2) == queries(80)


# --- what was read is kept


def test_looking_again_does_not_take_the_workbook_apart(world, keep, monkeypatch):
    uploaded = keep(workbook_of(GOOD, GOOD | {"数值": "=1+1"}))
    first = look_at(uploaded)
    monkeypatch.setattr(importing, "read_table", None)
    again = look_at(UploadedSheet.objects.get(pk=uploaded.pk))
    assert [(line.status, line.problems) for line in again.lines] == [
        (line.status, line.problems) for line in first.lines
    ]
    assert again.problems == first.problems != []


def test_a_sheet_is_read_anew_where_the_plans_choices_have_changed(world, keep):
    uploaded = keep(workbook_of(GOOD))
    assert look_at(uploaded).new
    world.giants.delete()
    world.target("other")
    assert [problem.column for problem in look_at(uploaded).problems] == ["目标或任务"]
