"""Rows of texts as lines to be written, or why not: names by dictionaries, then the rules that form and sheet ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from lianzhang.access.api import SYSTEM
from lianzhang.enterprises.api import FirmIndex
from lianzhang.kernel.folding import UnseenLetter, clean
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.kernel.sheets import CellError
from lianzhang.supply.models import Purchase
from lianzhang.supply.purchases.rules import line_faults, period_faults
from lianzhang.supply.sheets.naming import PERIOD, Catalogue
from lianzhang.supply.sheets.purchases import COLUMNS

from .reading import Cells

__all__ = ["Fault", "Line", "LineReader"]

PLAIN = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
READERS = {column.key: column.read for column in COLUMNS}
TITLES = {column.key: column.title for column in COLUMNS}
RENAMED = {"customer": "firm_name"}
CACHED = 200_000


class Fault(NamedTuple):
    """Why a row is not written: its number, the column by its title, the reason in words."""

    row: int
    column: str
    reason: str


class Refused(Exception):
    """Key of the column, and why."""


class Firm(NamedTuple):
    """Enough of a firm for the rules."""

    pk: int
    name: str
    city_id: int
    merged_into_id: int | None = None


@dataclass(slots=True)
class Line:
    """A line as the rules read it and the table takes it; amounts in 万元."""

    city_id: int
    customer: Firm
    supplier: Firm | None
    supplier_name: str
    supplier_place: str
    product: Any
    item: str
    period_start: date
    period_end: date
    value: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    share: Decimal | None = None
    contract_end: date | None = None
    stock_days: int | None = None
    source: str = ""

    @property
    def customer_id(self) -> int:
        return self.customer.pk

    @property
    def supplier_id(self) -> int | None:
        return self.supplier.pk if self.supplier else None

    @property
    def identity(self) -> int:
        """A number that no two lines share but such as are the same (64 bits of SipHash)."""
        supplier = self.supplier_id or self.supplier_name
        return hash((self.customer_id, supplier, self.item, self.period_start, self.period_end))


@dataclass(slots=True)
class Read:
    """What became of some rows: `lines` to be written, `faults`, and how many stand there already as they are."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0


class LineReader:
    """Holds what a city's rows are read by: firms, products, and which lines there are already."""

    def __init__(self, city: int) -> None:
        self.city = city
        self.firms = FirmIndex(city, SYSTEM)
        self.catalogue = Catalogue(city)
        self.there: dict[int, int] = {}  # by identity the value in 分, so that what stands there is told from another
        self.periods: set[Period] = set()
        # Names come again and again: each is looked up once.
        self.customer: Callable[[str, str], Firm] = lru_cache(CACHED)(self._customer)
        self.seller: Callable[[str, str], Firm | None] = lru_cache(CACHED)(self._seller)
        self.product: Callable[[str], Any] = lru_cache(CACHED)(self._product)
        self.period: Callable[[str], Period] = lru_cache(CACHED)(self._period)
        self.text: Callable[[str, str], str] = lru_cache(CACHED)(self._text)
        self.day: Callable[[str], date] = lru_cache(CACHED)(self._day)

    def read(self, rows: Sequence[Cells], first: int) -> Read:
        """`first` is the number of the first row."""
        done = Read()
        for number, cells in enumerate(rows, start=first):
            if not any(cells):
                continue
            try:
                line = self._line(cells)
            except Refused as refused:
                column, reason = refused.args
                done.faults.append(Fault(number, TITLES.get(column, ""), reason))
                continue
            self._take(line, number, done)
        return done

    def _take(self, line: Line, number: int, done: Read) -> None:
        """The rules, and whether the same line stands there already."""
        faults: dict[str, str] = line_faults(line)  # type: ignore[arg-type] # a line has what the rules read
        if faults:
            done.faults += [
                Fault(number, TITLES.get(RENAMED.get(name, name), ""), told) for name, told in faults.items()
            ]
            return
        identity, value = line.identity, int(line.value * 100)
        stands = self.there.get(identity)
        if stands is None:
            self.there[identity] = value
            done.lines.append(line)
        elif stands == value:
            done.same += 1
        else:
            told = f"这一条已经有了，金额是{Decimal(stands) / 100}万元；要改的请在页面上改，或用表格导入"
            done.faults.append(Fault(number, TITLES["value"], told))

    # --- what a row says
    def _line(self, cells: Cells) -> Line:
        code, name, when, item, product, seller_code, seller_name, place = cells[:8]
        value, quantity, unit, share, contract, stock, source = cells[8:]
        customer, period = self.customer(code, name), self.period(when)
        supplier = self.seller(seller_code, seller_name)
        stranger = "" if supplier else self.text("supplier", seller_name)
        if not supplier and not stranger:
            raise Refused("supplier", "没有写供应商；名录里没有的也照实写名称")
        return Line(
            self.city,
            customer,
            supplier,
            stranger,
            "" if supplier else self.text("supplier_place", place),
            self.product(product) if product else None,
            self.text("item", item),
            period.start,
            period.end,
            _number("value", value),
            _number("quantity", quantity) if quantity else None,
            self.text("unit", unit),
            _number("share", share) if share else None,
            self.day(contract) if contract else None,
            int(_number("stock_days", stock)) if stock else None,
            self.text("source", source),
        )

    def _customer(self, code: str, name: str) -> Firm:
        key = self._firm("uscc", code, "firm_name", name)
        if key is None:
            raise Refused("firm_name", f"名录里没有“{name[:40]}”；请先登记这家企业" if name else "没有写是哪家企业")
        return self._known(key)

    def _seller(self, code: str, name: str) -> Firm | None:
        key = self._firm("supplier_uscc", code, "supplier", name)
        return None if key is None else self._known(key)

    def _firm(self, code_column: str, code: str, name_column: str, name: str) -> int | None:
        """The firm that code and name mean; None for a name that the register does not have. Raises Refused."""
        if code:
            key = self.firms.by_code.get(_cell(code_column, code))
            if key is None:
                raise Refused(code_column, f"名录里没有“{code[:40]}”；请核对代码")
            if name and not self.firms.bears(key, name):
                raise Refused(name_column, f"代码是“{self.firms.names[key][1]}”的，名称写的是“{name[:40]}”；请核对")
            return key
        called = self.firms.called(name) if name else []
        if len(called) > 1:
            raise Refused(name_column, f"名录里有{len(called)}家“{name[:40]}”；请写统一社会信用代码")
        return called[0] if called else None

    def _known(self, key: int) -> Firm:
        return Firm(key, self.firms.names[key][1], self.city)

    def _product(self, text: str) -> Any:
        code, problem = self.catalogue.named(text)
        if problem:
            raise Refused("product", problem)
        return self.catalogue.by_code[code]

    def _period(self, text: str) -> Period:
        try:
            period = parse_period(PERIOD.read(text))
        except CellError as error:
            raise Refused("period", str(error)) from error
        for told in period_faults(period.start, period.end).values():
            raise Refused("period", told)
        self._hold(period)
        return period

    def _text(self, key: str, text: str) -> str:
        try:
            return str(_cell(key, clean(text)) or "")
        except UnseenLetter as error:
            raise Refused(key, str(error)) from error

    @staticmethod
    def _day(text: str) -> date:
        day: date = _cell("contract_end", text)
        return day

    # --- what stands there
    def _hold(self, period: Period) -> None:
        """Get to know the lines of a period when the first row speaks of it. One query for each period."""
        if period in self.periods:
            return
        self.periods.add(period)
        rows = Purchase.objects.filter(city=self.city, period_start=period.start, period_end=period.end).order_by()
        told = rows.values_list("customer", "supplier", "supplier_name", "item", "value")
        for customer, supplier, name, item, value in told.iterator(20_000):
            identity = hash((customer, supplier or name, item, period.start, period.end))
            self.there[identity] = int(value * 100)


def _number(key: str, text: str) -> Decimal:
    """Most are plain; the rest is read as a sheet's cell is."""
    if PLAIN.fullmatch(text):
        return Decimal(text)
    value: Decimal = _cell(key, text)
    return value


def _cell(key: str, text: str) -> Any:
    try:
        return READERS[key](text)
    except CellError as error:
        raise Refused(key, str(error)) from error
