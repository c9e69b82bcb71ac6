"""What may be done with the catalogue: products with their other names, essential inputs, words of trades.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded, touch
from lianzhang.registry.models import Region
from lianzhang.supply.history import ESSENTIAL_HISTORY, PRODUCT_HISTORY, TERM_HISTORY
from lianzhang.supply.lifecycle import ESSENTIAL_INPUT, PRODUCT, TRADE_TERM
from lianzhang.supply.models import EssentialInput, Product, ProductName, TradeTerm
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, write_said

__all__ = [
    *("add_product", "add_term", "change_essential", "change_product", "product_faults", "state_essential"),
    *("withdraw_essential", "withdraw_product", "withdraw_term", "write_names"),
]

SAID = ("name", "parent", "segment", "unit", "industry", "not_made_here", "why_not")


def product_faults(row: Product) -> dict[str, str]:
    """What stands against a product as it would be, by field."""
    faults = {}
    if not row.name.strip():
        faults["name"] = "请写产品的名称。"
    if row.parent is not None and _lies_under(row.parent, row):
        faults["parent"] = "上级产品不能是它自己或它下面的产品。"
    if row.not_made_here and not row.why_not.strip():
        faults["why_not"] = "请写本地不能产的依据，如“本省无此矿产”。"
    if row.industry and not (row.industry.isalnum() and len(row.industry) <= 5):
        faults["industry"] = "行业代码写GB/T 4754的代码或前几位，如3670、36。"
    return faults


def _lies_under(row: Product | None, above: Product) -> bool:
    seen: set[int] = set()
    while row is not None and row.pk not in seen:
        if row.pk == above.pk and row.pk is not None:
            return True
        seen.add(row.pk)
        row = row.parent
    return False


def _say(row: Product, **said: Any) -> None:
    write_said(row, SAID, said)
    if faults := product_faults(row):
        raise ValidationError(faults)


def write_names(row: Product, names: Iterable[str]) -> None:
    """Let a stored product have these other names and no others."""
    wanted = {folded(name): name.strip() for name in names if name.strip() and folded(name) != folded(row.name)}
    row.names.exclude(folded__in=wanted).delete()
    known = set(row.names.values_list("folded", flat=True))
    ProductName.objects.bulk_create(
        ProductName(product=row, name=name, folded=word) for word, name in wanted.items() if word not in known
    )


@action
def add_product(*, city: Region, code: str, by: User, names: Iterable[str] = (), **said: Any) -> Product:
    row = Product(city=city, code=code.strip())
    with create_row(row, "add", by=by) as act:
        _say(row, **said)
        if not row.code or Product.objects.filter(city=city, code=row.code).exists():
            raise ValidationError({"code": "代码没有写，或已有产品用了这个代码。"})
        act.facts["names"] = "、".join(names)
    write_names(row, names)
    return row


@action
def change_product(*, row: Product, version: int, by: User, names: Iterable[str] | None = None, **said: Any) -> Product:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, **said)
        if names is not None:
            write_names(act.row, names)
    return act.row


@action
def withdraw_product(*, row: Product, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


# --- which inputs are essential
def _essential_faults(row: EssentialInput) -> dict[str, str]:
    faults = {}
    if row.industry and not (row.industry.isalnum() and len(row.industry) <= 5):
        faults["industry"] = "行业代码写GB/T 4754的代码或前几位；空白是所有行业。"
    if row.level not in EssentialInput.Level.values:
        faults["level"] = "请选关键程度。"
    if not row.source:
        faults["source"] = "请写依据，如“企业生产工艺调查”。"
    same = EssentialInput.objects.filter(product=row.product, industry=row.industry).exclude(pk=row.pk)
    if not faults and same.exists():
        faults["industry"] = "这个产品对这个行业已经写过；请改那一条。"
    return faults


@action
def state_essential(*, product: Product, industry: str, level: int, source: str, by: User) -> EssentialInput:
    row = EssentialInput(product=product, industry=industry.strip(), level=level, source=source.strip())
    with create_row(row, "state", by=by, on=product):
        if faults := _essential_faults(row):
            raise ValidationError(faults)
    return row


@action
def change_essential(*, row: EssentialInput, version: int, level: int, source: str, by: User) -> EssentialInput:
    with take_step(row, "change", by=by, version=version) as act:
        act.row.level, act.row.source = level, source.strip()
        if faults := _essential_faults(act.row):
            raise ValidationError(faults)
    return act.row


@action
def withdraw_essential(*, row: EssentialInput, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


# --- words of trades
@action
def add_term(*, city: Region, term: str, means: str, kind: str, source: str, by: User) -> TradeTerm:
    row = TradeTerm(city=city, term=term.strip(), means=means.strip(), kind=kind, source=source.strip())
    with create_row(row, "add", by=by):
        if not row.term or not row.means or folded(row.term) == folded(row.means):
            raise ValidationError({"means": "请写一个词和它指的另一个词。"})
        if TradeTerm.objects.filter(city=city, term=row.term, means=row.means, kind=kind).exists():
            raise ValidationError({"term": "这一条已经登记过。"})
        row.clean_fields(exclude=["city"])
    return row


@action
def withdraw_term(*, row: TradeTerm, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


def _product_facts(row: Product) -> dict[str, Any]:
    plain = {
        name: str(getattr(row, name) or "") for name in ("name", "parent", "segment", "unit", "industry", "why_not")
    }
    names = row.names.order_by("name").values_list("name", flat=True) if row.pk else ()
    return plain | {"not_made_here": "是" if row.not_made_here else "否", "names": "、".join(names)}


register_workflow(
    Workflow(
        model=Product,
        lifecycle=PRODUCT,
        page="product",
        list_page="products",
        verbs={"withdraw": withdraw_product},
        related=("city", "parent", "segment"),
        touch=lambda row: touch(row.city_id),
        describe=_product_facts,
        history=PRODUCT_HISTORY,
    )
)
register_workflow(
    Workflow(
        model=EssentialInput,
        lifecycle=ESSENTIAL_INPUT,
        page="essential_input",
        list_page="products",
        owner="product",
        verbs={"withdraw": withdraw_essential},
        related=("product",),
        describe=lambda row: {
            "industry": row.industry,
            "level": row.get_level_display(),
            "source": row.source,
        },
        history=ESSENTIAL_HISTORY,
    )
)
register_workflow(
    Workflow(
        model=TradeTerm,
        lifecycle=TRADE_TERM,
        page="trade_term",
        list_page="trade_terms",
        verbs={"withdraw": withdraw_term},
        describe=lambda row: {"term": row.term, "means": row.means, "kind": row.get_kind_display()},
        history=TERM_HISTORY,
    )
)
