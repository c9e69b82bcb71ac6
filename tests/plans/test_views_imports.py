"""Pages of the import: template, upload, what it would change, applying, the marked sheet; files that are refused."""

import io
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from lianzhang.accounts.models import User
from lianzhang.operations.audit import AuditFilter, page_of
from lianzhang.plans.models import Observation, UploadedSheet
from lianzhang.plans.observations.sheet_actions import apply_sheet
from lianzhang.records.history import history_of

from .reports import GOOD, HEAD, csv_of, send, workbook_of

pytestmark = pytest.mark.sqlite_alone


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.csv", b"", "文件是空的"),
        ("空.xlsx", b"", "文件是空的"),
        ("坏.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("老.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "不是这种格式的工作簿"),
        ("装成.csv", workbook_of(GOOD), "这是工作簿"),
        ("装成.xlsx", csv_of(GOOD).encode(), "不要只改后缀"),
        ("图.csv", b"\x89PNG\r\n\x1a\n\0\0", "空字节"),
        ("缺列.csv", "目标或任务,数值\ngiants,30".encode(), "缺少这一列"),
        ("近列.csv", csv_of(GOOD).replace("目标或任务", "目标").encode(), "没有这一列；是不是“目标或任务”"),
        ("重复列.csv", (",".join([*HEAD, "数值"]) + "\n").encode(), "这一列出现了两次"),
        ("引号.csv", (csv_of() + '\n"giants').encode(), "引号没有成对"),
        ("很长.csv", (csv_of() + "\ngiants" * 2100).encode(), "超过2000行"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_used_is_told_why_and_writes_nothing(world, lead, name, content, words):
    answer = send(lead, content, name)
    assert answer.status_code in (200, 422)
    assert words in answer.content.decode()
    assert not Observation.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("图.png", b"\x89PNG"), ("表.xlsx.exe", b"MZ"), ("表", b"a,b")])
def test_a_file_of_another_kind_is_refused_before_it_is_kept(world, lead, name, content):
    assert send(lead, content, name).status_code == 422
    assert not UploadedSheet.objects.exists()


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("某市填报表\n单位：家\n" + csv_of(GOOD), "列名在第3行，上面的2行当作标题，没有读。"),
        (csv_of(GOOD).replace("目标或任务", "目标或任务*").replace("数值", '"数\n值（必填）"'), ""),
        (csv_of(GOOD) + "\n" + csv_of(), "第3行看作又一行列名，没有读"),
        (csv_of(GOOD).replace("范围说明", "备注二"), "“备注二”不是这张表的列，没有读。"),
        (csv_of(GOOD) + "\n合计,,30,,,,,,,,\n填表人：张三,,,,,,审核：李四,,,,", "第4行看作说明或签字，没有读"),
    ],
)
def test_a_sheet_as_people_make_it_is_read_and_what_was_passed_over_is_said(world, lead, content, note):
    page = send(lead, content.encode(), "填报.csv").content.decode()
    assert "将新增1条" in page
    assert note in page


def test_an_old_workbook_is_read(world, lead):
    old = Path(__file__).parents[1] / "kernel" / "files" / "old.xls"
    page = send(lead, old.read_bytes(), "填报.xls").content.decode()
    assert "缺少这一列" in page


def test_a_file_beyond_the_size_is_refused_before_it_is_kept(world, lead):
    answer = send(lead, b"a" * (5 * 1024 * 1024 + 1), "大.csv")
    assert "超过5MB" in answer.content.decode()
    assert not UploadedSheet.objects.exists()


def test_the_template_is_filled_in_and_comes_back_without_a_fault(world, lead):
    answer = lead.get(reverse("observation_template"))
    book = load_workbook(io.BytesIO(answer.content))
    page = book["填报"]
    heads = [cell.value for cell in page[1]]
    for name, value in GOOD.items():
        page.cell(2, heads.index(name) + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    text = send(lead, stream.getvalue()).content.decode()
    assert "将新增1条" in text
    assert "导入1条并提交" in text


def test_looking_writes_no_figure_and_applying_does(world, lead):
    page = send(lead, workbook_of(GOOD))
    uploaded = UploadedSheet.objects.get()
    assert page.redirect_chain[-1][0] == reverse("observation_sheet", args=[uploaded.pk])
    assert not Observation.objects.exists()
    done = lead.post(reverse("observation_sheet_apply", args=[uploaded.pk]), {"as": "submitted"}, follow=True)
    assert "已导入1条，等待确认" in done.content.decode()
    again = lead.post(reverse("observation_sheet_apply", args=[uploaded.pk]), {"as": "submitted"}, follow=True)
    assert "没有改动" in again.content.decode()
    assert [row.state for row in Observation.objects.all()] == ["submitted"]


def test_an_imported_figure_leads_back_to_its_line(world, lead, keep, by):
    apply_sheet(uploaded=keep(workbook_of(GOOD)), submit=False, by=by)
    page = lead.get(reverse("observation", args=[Observation.objects.get().pk]))
    assert "填报.xlsx 第2行" in page.content.decode()


def test_an_imported_figure_says_from_which_post_and_address_it_came_and_so_does_the_log(world, lead):
    lead.defaults["REMOTE_ADDR"] = "10.0.0.7"
    send(lead, workbook_of(GOOD))
    lead.post(reverse("observation_sheet_apply", args=[UploadedSheet.objects.get().pk]), {"as": "submitted"})
    row = Observation.objects.get()
    (came,) = history_of(row)
    assert (came.act, came.post, came.address) == ("由表格导入", str(row.post), "10.0.0.7")
    (line,) = page_of(AuditFilter({"subject": f"plans.Observation:{row.pk}"}), None, User.objects.all()[0]).lines
    assert (line.event.action, line.told) == ("sheet.apply", ("第2行",))


def test_a_sheet_with_faults_is_not_applied_and_comes_back_marked(world, lead):
    send(lead, workbook_of(GOOD, GOOD | {"单位": "亿元"}))
    uploaded = UploadedSheet.objects.get()
    assert lead.post(reverse("observation_sheet_apply", args=[uploaded.pk])).status_code == 409
    answer = lead.get(reverse("observation_sheet_faults", args=[uploaded.pk]))
    book = load_workbook(io.BytesIO(answer.content))
    cell = next(cell for cell in book["填报"][3] if cell.value == "亿元")
    assert "不能换算" in cell.comment.text
    assert [row[:2] for row in list(book["问题"].values)[1:]] == [("3", "单位")]


def test_a_marked_sheet_once_mended_is_taken(world, lead):
    send(lead, workbook_of(GOOD, GOOD | {"时期": "2021", "单位": "亿元"}))
    answer = lead.get(reverse("observation_sheet_faults", args=[UploadedSheet.objects.get().pk]))
    book = load_workbook(io.BytesIO(answer.content))
    next(cell for cell in book["填报"][3] if cell.value == "亿元").value = "家"
    stream = io.BytesIO()
    book.save(stream)
    assert "将新增2条" in send(lead, stream.getvalue()).content.decode()


def test_another_persons_upload_is_not_there(world, keep, signed_in, account):
    uploaded = keep(workbook_of(GOOD))
    client = signed_in("office")
    for name in ("observation_sheet", "observation_sheet_faults"):
        assert client.get(reverse(name, args=[uploaded.pk])).status_code == 404
    assert client.post(reverse("observation_sheet_apply", args=[uploaded.pk])).status_code == 404


def test_a_name_that_points_elsewhere_is_only_a_name(world, lead):
    send(lead, workbook_of(GOOD), "../../etc/<b>x</b>.xlsx")
    uploaded = UploadedSheet.objects.get()
    assert "/" not in uploaded.name
    assert "<b>x" not in lead.get(reverse("observation_sheet", args=[uploaded.pk])).content.decode()


def test_where_several_worksheets_may_be_meant_one_is_chosen_without_sending_the_file_again(world, lead):
    content = book_of(
        ("一季度", True, [GOOD]), ("二季度", True, [GOOD, GOOD | {"数值": "31"}]), ("旧表", False, [GOOD])
    )
    text = send(lead, content).content.decode()
    uploaded = UploadedSheet.objects.get()
    assert "请选一张" in text
    assert 'value="旧表"' not in text
    choose = reverse("observation_sheet_choose", args=[uploaded.pk])
    for name in ("旧表", "没有", ""):
        assert lead.post(choose, {"worksheet": name}).status_code == 409
    text = lead.post(choose, {"worksheet": "二季度"}, follow=True).content.decode()
    assert "将新增2条" in text
    assert "读的是工作表“二季度”，没有读“一季度”（未选）、“旧表”（隐藏）。" in text
    lead.post(reverse("observation_sheet_apply", args=[uploaded.pk]), {"as": "submitted"})
    assert Observation.objects.count() == 2
    assert lead.post(choose, {"worksheet": "一季度"}).status_code == 409
    assert "已导入过" in send(lead, content).content.decode()


def test_a_hidden_worksheet_is_never_read(world, lead):
    text = send(lead, book_of(("去年", False, [GOOD]), ("今年", True, [GOOD | {"数值": "31"}]))).content.decode()
    assert "读的是工作表“今年”，没有读“去年”（隐藏）。" in text
    assert "将新增1条" in text


def book_of(*sheets):
    """A workbook of these worksheets: name, whether it is seen, rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, seen, rows in sheets:
        page = book.create_sheet(name)
        for row in [HEAD, *([each.get(head) for head in HEAD] for each in rows)]:
            page.append(row)
        page.sheet_state = "visible" if seen else "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
