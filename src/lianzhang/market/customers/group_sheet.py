"""Lists that rank groups as a sheet: a list, a year, a rank and a name a row, so that a whole list comes at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from lianzhang.access.api import visible
from lianzhang.enterprises.api import CityBook, CityRegister, folded
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.sheets import Column, Sheet
from lianzhang.kernel.sheets.cells import whole
from lianzhang.kernel.sheets.loose import text
from lianzhang.market.models import RankedGroup
from lianzhang.market.permissions import Permission
from lianzhang.plans.models import Ranking

from .rules import FIRST_YEAR, named

__all__ = ["GroupRegister"]

OUT_OF_REACH = "上榜集团由{office}登记"
WORDS = ("group", "formerly", "source")


class GroupRegister(CityRegister):
    code, title, unit, page, order = "ranked_groups", "上榜集团", "条", "ranked_group", 65
    model = RankedGroup
    permission = Permission.KEEP_CUSTOMERS
    about = "各榜单各年度的位次：一张榜、一个年度、一个集团一行；改过名的写上旧名。"
    title_columns: frozenset[str] = frozenset()

    def sheet(self, city: int) -> Sheet:
        lists: dict[str, str] = dict(
            Ranking.objects.filter(plan__city=city).order_by("plan__starts", "order").values_list("code", "name")
        )
        columns = (
            Column("ranking", "榜单", choices=tuple(lists.items()), required=True),
            Column("year", "年度", whole(FIRST_YEAR, 2200), required=True, example="2023"),
            Column("rank", "位次", whole(1, 10_000), required=True, example="88"),
            Column("group", "集团", text(120), required=True, help="和榜上写的一样。", example="示例重工集团"),
            Column("formerly", "上榜时的旧名", text(120), help="改过名的写以前榜上的名称。"),
            Column("source", "来源", text(300), required=True, help="如“中国企业联合会2023年9月发布”。"),
        )
        return Sheet(self.title, columns, max_rows=50_000)

    def open(self, city: int, by: Any) -> GroupBook:
        return GroupBook(city, by, self.sheet(city))


class GroupBook(CityBook[RankedGroup]):
    """Rows that hang on no firm."""

    model = RankedGroup
    related = ("ranking",)
    out_of_reach = OUT_OF_REACH
    written: ClassVar[tuple[str, ...]] = (
        *("city_id", "ranking_id", "year", "rank", *WORDS, "folded", "formerly_folded", "version"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        lists = Ranking.objects.filter(plan__city=city).order_by("plan__starts")
        self.lists = {each.code: each for each in lists}
        rows = visible(by, RankedGroup).filter(city=city).select_related("ranking")
        self.held = {(row.ranking.code, row.year, row.folded): row for row in rows}

    def place(self, row: RankedGroup) -> None:
        self.held[row.ranking.code, row.year, row.folded] = row

    def displace(self, row: RankedGroup) -> None:
        self.held.pop((row.ranking.code, row.year, row.folded), None)

    def identity(self, values: dict[str, Any]) -> Any:
        return values["ranking"], int(values["year"]), folded(values["group"])[:120]

    def values_of(self, row: RankedGroup) -> dict[str, Any]:
        plain = {name: getattr(row, name) or None for name in WORDS}
        return plain | {"ranking": row.ranking.code, "year": row.year, "rank": row.rank}

    def fill(self, row: RankedGroup, values: Mapping[str, Any]) -> None:
        row.city_id, row.ranking = self.city.pk, self.lists[values["ranking"]]
        row.year, row.rank = int(values["year"]), int(values["rank"])
        for name in WORDS:
            setattr(row, name, values.get(name) or "")
        named(row)

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{values['year']}年第{values['rank']}位：{values['group']}"

    def wrong(self, row: RankedGroup) -> dict[str, str]:
        faults = {}
        if row.formerly and row.folded == row.formerly_folded:
            faults["formerly"] = "旧名和现在的名称一样；没有改名的不填"
        return faults


declare_register(GroupRegister())
