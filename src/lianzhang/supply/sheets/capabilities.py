"""What firms can make as a sheet. Whom a firm serves is told to those who answer for it alone, here as on its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, not_actionable, visible
from lianzhang.enterprises.api import FIRM_COLUMNS, CityRegister, RowBook, as_stored, chunks
from lianzhang.kernel.registers import RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Row, Sheet, number
from lianzhang.kernel.sheets.loose import text
from lianzhang.kernel.vocabulary import spoken
from lianzhang.supply.capabilities.actions import OUT_OF_REACH, stated_faults
from lianzhang.supply.models import Capability
from lianzhang.supply.permissions import Permission

from .naming import PRODUCT, YES_OR_NO, Catalogue, as_column

__all__ = ["CapabilityRegister"]

TEXTS = ("text", "unit", "certificates", "equipment", "customers", "source")
AMOUNTS = ("capacity", "free")


class CapabilityRegister(CityRegister):
    code, title, unit, page, order = "capabilities", "供应能力", "条", "capability", 56
    model = Capability
    permission = Permission.CAPABILITY
    about = "企业能做什么：产能、可接单、认证、设备；找供应商的时候按这个找。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:  # noqa: ARG002 - the same in every city
        columns = (
            *FIRM_COLUMNS,
            Column("text", "能做什么", text(300), required=True, example="铝合金压铸件，单件20公斤以内"),
            PRODUCT,
            Column("capacity", "年产能", number(least=0)),
            Column("free", "可接单产能", number(least=0)),
            Column("unit", "单位", text(20), example="吨"),
            Column("certificates", "认证", text(200), example="IATF 16949"),
            Column("equipment", "主要设备", text(300)),
            Column("customers", "服务过的客户", text(300), help="只有企业自己和替它填报的岗位看得到。"),
            Column("published", "供别的企业查找", choices=YES_OR_NO, help="企业同意的填是。"),
            Column("source", "来源", text(300), required=True, example="企业填报"),
        )
        return Sheet(self.title, columns, max_rows=200_000)

    def open(self, city: int, by: Any) -> CapabilityBook:
        return CapabilityBook(city, by, self.sheet(city))


class CapabilityBook(RowBook[Capability]):
    model = Capability
    related = ("enterprise", "product")
    city_path = "city"
    written = (
        *("city_id", "enterprise_id", "product_id", *TEXTS, *AMOUNTS, "published", "stated_on", "version"),
        *("post_id", "authors"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.catalogue = Catalogue(city)
        self.held: dict[Any, Capability] = {}
        self.untold: set[int] = set()  # rows whose customers the actor is not told

    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values, problems = super()._named(row)
        return values, problems + as_column(self.catalogue, values)

    def load(self, firms: list[int]) -> None:
        for row in visible(self.by, Capability).filter(enterprise__in=firms):
            row.enterprise, row.product = self.firms[row.enterprise_id], self.catalogue.rows.get(row.product_id or 0)
            self.place(row)

    def place(self, row: Capability) -> None:
        self.held[row.enterprise_id, row.text] = row

    def displace(self, row: Capability) -> None:
        self.held.pop((row.enterprise_id, row.text), None)

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], values["text"]

    def known(self, values: dict[str, Any]) -> Capability | None:
        row = self.held.get(self.identity(values))
        return row if row is not None and row.pk else None

    def stands(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        listed = list(keys)
        for some in chunks(listed):
            self.untold |= set(not_actionable(self.by, self._of(some)).values_list("pk", flat=True))
        return super().stands(listed)

    def values_of(self, row: Capability) -> dict[str, Any]:
        said: dict[str, Any] = {name: getattr(row, name) or None for name in TEXTS}
        if row.pk in self.untold:
            said["customers"] = None
        return {
            "firm": row.enterprise_id,
            "uscc": row.enterprise.uscc,
            "firm_name": row.enterprise.name,
            "product": row.product.code if row.product else None,
            **said,
            **{name: as_stored(getattr(row, name)) for name in AMOUNTS},
            "published": "yes" if row.published else "no",
        }

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        return values | {"published": values["published"] or "no"}

    def fill(self, row: Capability, values: Mapping[str, Any]) -> None:
        row.city_id, row.enterprise_id = self.city.pk, values["firm"]
        if firm := self.firms.get(values["firm"]):
            row.enterprise = firm
        row.product = self.catalogue.by_code.get(values.get("product") or "")
        for name in TEXTS:
            setattr(row, name, values.get(name) or "")
        for name in AMOUNTS:
            setattr(row, name, Decimal(values[name]) if values.get(name) is not None else None)
        row.published, row.stated_on = values.get("published") == "yes", timezone.localdate()
        if not row.pk:
            row.post = self.city.active.post if self.city.active else None
        if self.by is not SYSTEM:
            row.authors = tuple(dict.fromkeys((*(row.authors or ()), *self.typed_by, self.by.pk)))

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{self.index.names[values['firm']][1]}：{values['text']}"

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Capability = line.row
        problems = self.as_problems({k if k != "enterprise" else "firm_name": v for k, v in stated_faults(row).items()})
        if row.enterprise_id in self.out:
            problems.append(("", spoken(OUT_OF_REACH.replace("{able}", "{office}"))))
        return problems


declare_register(CapabilityRegister())
