"""One row of a bill of purchases as it is typed, and what becomes of it: a new line, or one that is corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import TextField, key_of
from lianzhang.kernel.periods import Period
from lianzhang.supply.catalogue.product_names import names_of
from lianzhang.supply.fields import said_fields
from lianzhang.supply.models import Product, Purchase

from .actions import SAID, change, report
from .bill import LISTED
from .doubts import Beside, Doubt, beside, doubts_of, line_of
from .forms import DoubtfulForm, supplier_of
from .suppliers import supplier_meant

__all__ = ["BillRowForm"]

# Doubts that keep a row from being saved until they are ticked: a slip of the unit spoils every sum.
BARRING = ("slip", "over_total")
SOURCE = "采购清单"


class BillRowForm(DoubtfulForm):
    """`line` is the purchase that the row is already; `last` the line of the year before that it came from."""

    item = TextField(label="采购的东西", max_length=120)
    supplier = TextField(label="供应商", max_length=120)
    supplier_place = TextField(label="所在地", max_length=60, required=False)

    def __init__(self, data: Any, *, firm: Enterprise, period: Period, by: User, key: str) -> None:
        super().__init__(data)
        said = said_fields()
        del said["source"]
        self.fields |= said
        self.firm, self.period, self.by = firm, period, by
        self.line = self._own(key_of(data.get("line")))
        self.last = self._own(key_of(key.removeprefix("c"))) if key.startswith("c") else None
        self.around: Beside | None = None

    def _own(self, pk: int) -> Purchase | None:
        rows = visible(self.by, Purchase).filter(customer=self.firm)
        return rows.select_related(*LISTED, "city").filter(pk=pk).first() if pk else None

    @property
    def is_blank(self) -> bool:
        return self.line is None and not any(self.data.get(name, "").strip() for name in ("item", "supplier", "value"))

    def clean_supplier(self) -> Enterprise | str:
        text: str = self.cleaned_data["supplier"]
        known = self.line or self.last
        if known is not None and text == known.supplier_called:
            return known.supplier or text
        return supplier_meant(text, self.firm.city_id) or text

    def save(self, version: int) -> Purchase:
        """Raises what acts raise, and ValidationError while a barring doubt is not ticked."""
        said = self._said()
        would_be = Purchase(
            pk=self.line.pk if self.line else None, customer=self.firm, item=said["item"], product=said["product"],
            supplier=said["supplier"], supplier_name=said["supplier_name"], value=said["value"], share=said["share"],
        )  # fmt: skip
        self.around = beside(self.firm, self.period)
        doubts = doubts_of(line_of(would_be), self.around)
        self.ask_back([doubt for doubt in doubts if doubt.code in BARRING])
        if self.line is not None:
            return change(row=self.line, version=version, by=self.by, **said)
        said |= {"period_start": self.period.start, "period_end": self.period.end, "source": SOURCE}
        return report(customer=self.firm, by=self.by, **said)

    def doubts_about(self, row: Purchase) -> Sequence[Doubt]:
        if self.around is None:
            return ()
        line = line_of(row)
        self.around.hold(line)
        return doubts_of(line, self.around)

    def _said(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = {name: data[name] for name in SAID if name != "source"} | supplier_of(data)
        return said | {"item": data["item"], "product": self._product(data["item"])}

    def _product(self, item: str) -> Product | None:
        """As it was mapped; else the one product that is called so."""
        known = self.line or self.last
        if known is not None and known.product is not None and known.item == item:
            return known.product
        keys = names_of(self.firm.city_id).meant(item)
        return visible(self.by, Product).filter(pk=keys[0]).first() if len(keys) == 1 else None
