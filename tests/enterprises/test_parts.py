"""Rooms above add to a firm's page and to the list of firms, each under a name of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianzhang.enterprises.belongings import belongings, register_belonging
from lianzhang.enterprises.parts import (
    firm_parts,
    list_columns,
    list_filters,
    list_sorts,
    register_firm_part,
    register_list_column,
    register_list_filter,
    register_list_sort,
)


def test_parts_stand_in_their_order() -> None:
    assert [part.code for part in firm_parts()] == [
        *("statements", "honours", "supply", "problems", "visits", "projects", "needs", "applications", "assessments"),
        "platforms",
    ]
    own = [part.code for part in firm_parts() if part.own]
    assert own == ["problems", "visits", "needs", "assessments", "platforms"]
    assert [column.code for column in list_columns()] == ["titles", "output"]
    assert [each.title for each in belongings()] == [
        *("曾用名", "联系岗位", "规上年份", "研发机构", "荣誉", "在链记录", "在链提请", "报表", "问题", "走访"),
        *("承诺", "项目", "采购", "被采购", "采购总额", "申报", "供应能力", "批准"),
        *("补第二家的需求", "物料流向", "作为唯一供应商", "作为选定的第二家"),
        *("诊断", "作为诊断方", "等级评定", "平台使用", "客户", "需求", "对接", "到场人员", "参展"),
        *("依托的平台", "拼单", "入园", "平台成员", "平台年报的数"),
    ]


def test_two_rooms_cannot_use_one_name() -> None:
    for register, part in (
        (register_firm_part, firm_parts()[0]),
        (register_list_column, list_columns()[0]),
        (register_list_filter, list_filters()["honour"]),
        (register_list_sort, list_sorts()["output"]),
        (register_belonging, belongings()[0]),
    ):
        register(part)  # type: ignore[operator]
        with pytest.raises(ValueError, match="twice"):
            register(replace(part))  # type: ignore[operator, type-var]
