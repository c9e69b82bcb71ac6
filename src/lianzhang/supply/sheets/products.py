"""The catalogue of products as a sheet: code, name, other names, what lies above, the segment it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lianzhang.access.api import visible
from lianzhang.enterprises.api import CityRegister, RowBook, chunks, folded
from lianzhang.kernel.registers import NEW, RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Sheet
from lianzhang.kernel.sheets.loose import coded, several, text
from lianzhang.kernel.staging import Staging
from lianzhang.registry.models import Segment
from lianzhang.supply.catalogue.actions import product_faults
from lianzhang.supply.models import Product, ProductName
from lianzhang.supply.permissions import Permission

from .naming import YES_OR_NO

__all__ = ["ProductRegister"]

TEXTS = ("name", "unit", "industry", "why_not")


class ProductRegister(CityRegister):
    code, title, unit, page, order = "products", "产品目录", "个", "product", 50
    model = Product
    permission = Permission.CATALOGUE
    about = "采购和供应都按它归类的产品：上下级、别名、环节、行业代码，哪些本地不能产。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:
        rows = Segment.objects.filter(city=city).order_by("chain__code", "place", "code")
        segments: Any = tuple((row.code, f"{row.chain}：{row.name}") for row in rows.select_related("chain"))
        columns = (
            Column("code", "代码", coded(60), required=True, example="AUTO-0301", also=("产品代码",)),
            Column("name", "名称", text(120), required=True, example="铝合金压铸件", also=("产品名称",)),
            Column("names", "别名", several(text(120)), help="几个的用顿号隔开。", example="铝压铸件、压铸铝件"),
            Column("parent", "上级产品", coded(60), help="写上级产品的代码；新的上级写在它前面。"),
            Column("segment", "环节", choices=segments),
            Column("unit", "计量单位", text(20), example="件"),
            Column(
                "industry", "行业代码", coded(5, whole=r"\d{1,4}"), help="GB/T 4754的代码或前几位。", example="3670"
            ),
            Column("not_made_here", "本地不能产", choices=YES_OR_NO),
            Column("why_not", "不能产的依据", text(300)),
        )
        return Sheet(self.title, columns, max_rows=20_000)

    def open(self, city: int, by: Any) -> ProductBook:
        return ProductBook(city, by, self.sheet(city))


class ProductBook(RowBook[Product]):
    model = Product
    related = ("parent", "segment")
    city_path = "city"
    firm_field = ""
    written = ("city_id", "code", *TEXTS, "parent_id", "segment_id", "not_made_here", "version")

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.segments = {row.code: row for row in Segment.objects.filter(city=city)}
        self.names: dict[int, list[str]] = {}
        for product, name in ProductName.objects.filter(product__city=city).values_list("product", "name"):
            self.names.setdefault(product, []).append(name)
        rows = list(visible(by, Product).filter(city=city).select_related("segment"))
        by_key = {row.pk: row for row in rows}
        for row in rows:
            row.parent = by_key.get(row.parent_id or 0)
        self.held = {folded(row.code): row for row in rows}
        self.wanted: dict[str, list[str]] = {}  # by code the other names of rows that are to be written

    def load(self, firms: list[int]) -> None:
        """All of the catalogue is loaded at once."""

    def place(self, row: Product) -> None:
        self.held[folded(row.code)] = row

    def displace(self, row: Product) -> None:
        self.held.pop(folded(row.code), None)

    def identity(self, values: dict[str, Any]) -> Any:
        return folded(values["code"])

    def known(self, values: dict[str, Any]) -> Product | None:
        row = self.held.get(self.identity(values))
        return row if row is not None and row.pk else None

    def values_of(self, row: Product) -> dict[str, Any]:
        return {
            "code": row.code,
            **{name: getattr(row, name) or None for name in TEXTS},
            "names": sorted(self.names.get(row.pk, ())) or None,
            "parent": row.parent.code if row.parent else None,
            "segment": row.segment.code if row.segment else None,
            "not_made_here": "yes" if row.not_made_here else "no",
        }

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        return values | {"not_made_here": values["not_made_here"] or "no"}

    def given(self, row: Any) -> dict[str, Any]:
        """Other names stand in one order, so that the same said otherwise is the same."""
        values = super().given(row)
        return values | {"names": sorted(values["names"]) if values["names"] else None}

    def fill(self, row: Product, values: Mapping[str, Any]) -> None:
        row.city_id, row.code = self.city.pk, values["code"]
        for name in TEXTS:
            setattr(row, name, values.get(name) or "")
        row.parent = self.held.get(folded(values.get("parent") or ""))
        row.segment = self.segments.get(values.get("segment") or "")
        row.not_made_here = values.get("not_made_here") == "yes"
        self.wanted[row.code] = list(values.get("names") or ())

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{values['code']} {values['name']}"

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Product = line.row
        problems = self.as_problems(product_faults(row))
        parent = (line.changes.get("parent") or [None, None])[1]
        if parent and row.parent is None:
            problems.append((self.titles["parent"], f"目录里没有“{parent}”；新的上级产品要写在它前面"))
        elif row.parent is not None and row.parent.pk is None and line.key is not None:
            problems.append((self.titles["parent"], f"“{parent}”是这次新登记的；请先导入它，再改这一个"))
        return problems

    # --- written with their other names
    def create(self, rows: Sequence[Mapping[str, Any]], into: Staging) -> list[int]:
        """One by one in their order, so that a product finds the one above it that came before."""
        keys = into.new_keys(self.model, len(rows))
        made = []
        for key, values in zip(keys, rows, strict=True):
            row = self.model()
            self.fill(row, values)
            row.pk = key
            row.parent_id = row.parent.pk if row.parent else None
            self.place(row)
            made.append(row)
        self._will_write(made)
        if made:
            into.insert(self.model, {"id": keys} | self._columns(made))
        self._write_names(made, into)
        return keys

    def change(self, rows: Mapping[int, Mapping[str, Any]], into: Staging) -> None:
        for some in chunks(rows):
            stored = list(self.model._default_manager.filter(pk__in=some).select_related(*self.related))
            for row in stored:
                self.fill(row, {**self.values_of(row), **rows[row.pk]})
                row.version += 1
            self._will_write(stored)
            into.overwrite(self.model, [row.pk for row in stored], self._columns(stored))
            self._write_names(stored, into)

    def _write_names(self, rows: Iterable[Product], into: Staging) -> None:
        """Those that are new come, those that are no more said go."""
        rows = list(rows)
        stored = ProductName.objects.filter(product__in=[row.pk for row in rows])
        there = {(product, word): key for key, product, word in stored.values_list("pk", "product", "folded")}
        wanted = {
            (row.pk, folded(name)): name
            for row in rows
            for name in self.wanted.pop(row.code, ())
            if folded(name) != folded(row.name)
        }
        new = {pair: name for pair, name in wanted.items() if pair not in there}
        keys = into.new_keys(ProductName, len(new))
        columns: dict[str, Sequence[Any]] = {
            "id": keys,
            "product_id": [product for product, _ in new],
            "name": list(new.values()),
            "folded": [word for _, word in new],
        }
        into.insert(ProductName, columns)
        into.delete(ProductName, [key for pair, key in there.items() if pair not in wanted])

    def remove(self, keys: Sequence[int], into: Staging) -> None:
        for some in chunks(keys):
            names = ProductName.objects.filter(product__in=some)
            into.delete(ProductName, list(names.values_list("pk", flat=True)))
        super().remove(keys, into)

    def overtaken(self, into: Staging) -> bool:
        """Whether the catalogue changed: its other names change with their product."""
        moved = {firm for firm, *_ in self.stood_rows ^ self._sums(into.not_new(self._rows()))}
        return bool(moved) or into.rests_on_gone(self.model, (ProductName, Product))

    def against_undo(self, lines: Sequence[RowDiff]) -> dict[int, str]:
        """Of what came with an upload the products below go with it; others below it stand in the way."""
        gone = {line.key for line in lines if line.status == NEW and line.key}
        below = Product.objects.filter(parent__in=gone).exclude(pk__in=gone).values_list("parent", flat=True)
        return super().against_undo(lines) | {key: "之后有了下级产品" for key in below if key}

    def built_on(self, keys: Sequence[int]) -> dict[int, str]:
        """Its other names came with it; what lies below it `against_undo` asks."""
        built: dict[int, str] = {}
        for link in self.model._meta.related_objects:
            if link.related_model in (ProductName, Product):
                continue
            for some in chunks(keys):
                rows = link.related_model._default_manager.filter(**{f"{link.field.name}__in": some})
                word = str(link.related_model._meta.verbose_name)
                built |= dict.fromkeys(rows.values_list(link.field.name, flat=True), word)
        return built


declare_register(ProductRegister())
