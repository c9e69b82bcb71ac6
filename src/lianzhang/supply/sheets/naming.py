"""How rows of a sheet name products: by code, name or another name."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.folding import narrow
from lianzhang.kernel.periods import PeriodError, period_hint, read_period
from lianzhang.kernel.sheets import CellError, Column
from lianzhang.kernel.sheets.columns import Kind
from lianzhang.kernel.sheets.loose import text
from lianzhang.supply.catalogue.product_names import NameBook, names_of
from lianzhang.supply.models import Product
from lianzhang.supply.purchases.filters import TAKEN

__all__ = ["PERIOD", "PRODUCT", "YES_OR_NO", "Catalogue", "as_column"]

YES_OR_NO = (("yes", "是"), ("no", "否"))


def _period(cell: str) -> str:
    try:
        return read_period(narrow(cell), TAKEN).code
    except PeriodError as error:
        raise CellError(str(error)) from error


PERIOD = Column(
    *("period", "时期", Kind(_period, shown_as="period", hint=period_hint(TAKEN))),
    required=True,
    help=f"{period_hint(TAKEN)} 这样写。",
    example="2023",
    also=("采购期", "年份", "所属期"),
)
PRODUCT = Column(
    "product",
    "产品",
    text(120),
    help="产品目录里的代码、名称或别名；认不出的留空，以后再归。",
    example="铝合金压铸件",
    also=("产品名称", "产品代码"),
)


class Catalogue:
    """A city's products by key and code, and by what they are called; loaded once for one upload."""

    def __init__(self, city: int) -> None:
        self.book: NameBook = names_of(city)
        self.rows = {row.pk: row for row in Product.objects.filter(city=city)}
        self.by_code = {row.code: row for row in self.rows.values()}

    def named(self, text: str) -> tuple[str, str]:
        """The code that a cell means, and what stands against it; one of both is blank."""
        keys = self.book.meant(text)
        if len(keys) == 1:
            return self.rows[keys[0]].code, ""
        if keys:
            return "", f"有{len(keys)}个产品叫“{text[:40]}”；请改写代码"
        near = "、".join(f"“{self.book.titles[key]}”" for key in self.book.near(text, 3))
        return "", f"产品目录里没有“{text[:40]}”{f'；是不是{near}' if near else ''}；认不出的先留空"


def as_column(catalogue: Catalogue, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Put the code in the place of what a row calls a product; what stands against it, at its column."""
    if not values["product"]:
        return []
    values["product"], problem = catalogue.named(values["product"])
    return [(PRODUCT.title, problem)] if problem else []
