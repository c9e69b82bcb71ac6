"""A code of one firm beside the name of another is asked, never written; another writing of a name is no change."""

from __future__ import annotations

from typing import Any

import pytest

from lianzhang.enterprises.models import Enterprise

from .uploads import Desk, sheet_of

CODE, NAME = "统一社会信用代码", "名称"


@pytest.fixture
def two(desk: Desk) -> tuple[Enterprise, Enterprise]:
    return desk.city.firm("示例（甲区）铸造有限公司"), desk.city.firm("示例整车装配股份有限公司")


def register() -> set[tuple[str, str, tuple[str, ...]]]:
    firms = Enterprise.objects.prefetch_related("former_names")
    return {(row.uscc, row.name, tuple(each.name for each in row.former_names.all())) for row in firms}


def row(code: Enterprise, name: str, **more: Any) -> dict[str, Any]:
    return {CODE: code.uscc, NAME: name, "区域": "东区"} | more


def test_two_rows_crosswise_are_both_asked_and_swap_nothing(desk: Desk, two: tuple[Enterprise, Enterprise]) -> None:
    one, other = two
    before = register()
    batch = desk.upload(sheet_of(row(one, other.name, 地址="甲路1号"), row(other, one.name, 地址="乙路2号")))
    assert batch.counts == {"alike": 2}
    page = desk.page(batch)
    assert "有2行要您判断" in page
    assert f"代码是“{one.name}”的" in page
    assert "都不是，是新的一家" not in page
    assert "没有判断的都是新的" not in page
    assert desk.press(batch, "apply").status_code == 409
    desk.press(batch, "decide", all="new")
    assert desk.press(batch, "decide", **{"row-2": "0"}).status_code == 409
    assert batch.decisions == {}
    desk.press(batch, "decide", **{"row-2": str(other.pk), "row-3": str(one.pk)})
    desk.press(batch, "apply")
    assert batch.state == "applied"
    assert register() == before
    assert Enterprise.objects.get(pk=one.pk).address == "乙路2号"
    desk.press(batch, "undo")
    assert Enterprise.objects.get(pk=one.pk).address == ""


def test_two_rows_that_were_said_to_be_one_firm_are_not_written(desk: Desk, two: tuple[Enterprise, Enterprise]) -> None:
    one, other = two
    batch = desk.upload(sheet_of(row(one, other.name, 地址="甲路1号"), row(other, one.name, 地址="乙路2号")))
    desk.press(batch, "decide", **{"row-2": str(one.pk), "row-3": str(one.pk)})
    desk.press(batch, "apply")
    assert batch.state == "checked"
    assert "第2行和第3行写的是名录里的同一条" in batch.refusal


@pytest.mark.parametrize("keeps", [False, True])
def test_another_name_beside_the_code_is_asked_and_written_as_answered(
    desk: Desk, two: tuple[Enterprise, Enterprise], *, keeps: bool
) -> None:
    one, new = two[0], "示例新材料科技有限公司"
    batch = desk.upload(sheet_of(row(one, new, 地址="甲路1号")))
    page = desk.page(batch)
    assert f"改名为“{new}”，原名留作曾用名" in page
    assert f"名称不动<small >表里写的“{new}”不登记" in page
    desk.press(batch, "decide", **{"row-2": str(-one.pk if keeps else one.pk)})
    desk.press(batch, "apply")
    assert (one.uscc, *((one.name, ()) if keeps else (new, (one.name,)))) in register()
    assert Enterprise.objects.get(pk=one.pk).address == "甲路1号"


def test_the_same_name_in_another_writing_changes_nothing(desk: Desk, two: tuple[Enterprise, Enterprise]) -> None:
    one, _ = two
    batch = desk.upload(sheet_of(row(one, "示例(甲区) 铸造\n有限公司", 曾用名="示例(甲区)铸造有限公司")))
    assert batch.counts == {"same": 1}
    Enterprise.objects.filter(pk=one.pk).update(uscc="")
    batch = desk.upload(sheet_of({CODE: one.uscc, NAME: "示例(甲区)铸造有限公司"}))
    assert batch.counts == {"changed": 1}
    desk.press(batch, "apply")
    assert (one.uscc, one.name, ()) in register()


def test_the_same_code_far_apart_is_a_fault_at_both_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianzhang.exchange.diff.AT_ONCE", 1)
    one, other = desk.city.firm("示例甲厂"), desk.city.firm("示例乙厂")
    batch = desk.upload(sheet_of(row(one, one.name), row(other, other.name), row(one, "示例甲厂 ")))
    assert [number for number, *_ in desk.faults(batch)] == [2, 4]
    assert all(one.uscc in message for *_, message in desk.faults(batch))


@pytest.mark.parametrize(
    ("sheet", "more"),
    [
        ("statements", {"时期": "2022", "产值（万元）": "1200"}),
        ("honours", {"名目": "省级称号", "认定日期": "2022-08-08", "来源": "第三批名单"}),
        ("memberships", {"产业链": "", "起": "2021-01-01"}),
    ],
)
def test_what_hangs_on_firms_takes_no_row_of_two_firms(
    desk: Desk, two: tuple[Enterprise, Enterprise], sheet: str, more: dict[str, Any]
) -> None:
    one, other = two
    if sheet == "memberships":
        more = more | {"产业链": desk.city.chains[0].name}
    rows = [{CODE: one.uscc, "企业": other.name} | more, {CODE: "", "企业": "示例(甲区)铸造有限公司"} | more]
    batch = desk.upload(sheet_of(*rows), register=sheet)
    ((number, column, message),) = desk.faults(batch)
    assert (number, column) == (2, "企业")
    assert message.startswith(f"代码是“{one.name}”的，名称写的是“{other.name}”；请核对")
    assert batch.counts["new"] == 1


def test_a_code_of_industry_is_shown_with_its_name_and_with_what_it_was_before(desk: Desk) -> None:
    codes = {"示例甲厂": "3620", "示例乙厂": "C3670"}
    rows = [{NAME: name, "区域": "东区", "行业代码": code} for name, code in codes.items()]
    page = desk.page(desk.upload(sheet_of(*rows)))
    assert "3620 汽车用发动机制造（2011年版的3620是“改装汽车制造”，2017年版是3630改装汽车制造）" in page
    assert "3670 汽车零部件及配件制造</ins>" in page


def test_many_other_names_are_answered_together_and_only_those_that_were_listed(desk: Desk) -> None:
    firms = [desk.city.firm(f"示例{word}铸造厂") for word in "甲乙丙丁"]
    names = [f"示例{word}新材料有限公司" for word in "子丑寅卯"]
    one, other = desk.city.firm("示例整车厂"), desk.city.firm("示例电池厂")
    batch = desk.upload(sheet_of(*map(row, firms, names), row(one, other.name)))
    assert batch.counts == {"alike": 5}
    page = desk.page(batch)
    assert 'name="rows" value="2 3 4 5 "' in page
    assert "这4行都改名" in page
    desk.press(batch, "decide", all="rename", rows="2 3 6")
    assert batch.decisions == {"2": firms[0].pk, "3": firms[1].pk}
    assert "这2行都不改名" in desk.page(batch)
    desk.press(batch, "decide", all="keep", rows="2 4 5")
    desk.press(batch, "decide", **{"row-6": str(one.pk)})
    desk.press(batch, "apply")
    assert batch.state == "applied"
    assert [Enterprise.objects.get(pk=firm.pk).name for firm in firms] == [
        *names[:2],
        *(firm.name for firm in firms[2:]),
    ]
