"""What supply tells the desks and the search: bills of purchases that are due, sales to confirm, disputes to settle.

Reports of material flows wait to be checked, or mended where they were returned.
What is said of second sources stands in sourcing/desk.py; here both are told as one room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import cached, firms_in_sight, last_year, own_firm
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number, percent
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.catalogue.filters import ProductsWanted
from lianzhang.supply.queries.bills import bill_of_firm, silent_anchors
from lianzhang.supply.queries.catalogue import filter_products, lines_told, unmapped_of
from lianzhang.supply.queries.flows import flows_to_do
from lianzhang.supply.queries.purchases import purchases_to_do
from lianzhang.supply.sourcing import desk as sourcing_desk
from lianzhang.supply.sourcing.desk import with_others

from .models import Capability, FlowState, MaterialFlow, Purchase, PurchaseState
from .permissions import Permission

__all__ = ["search", "waiting", "with_others"]

BILL = "采购清单"


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who neither enter nor answer for purchases, and carry no second source."""
    told = [each for each in (_purchases(vp), _flows(vp), sourcing_desk.waiting(vp)) if each is not None]
    if not told:
        return None
    return Waiting(
        sum(each.count for each in told),
        tuple(row for each in told for row in each.rows),
        tuple(more for each in told for more in each.more),
        today=sum(each.today for each in told),
        late=sum(each.late for each in told),
        urgent=sum(each.pressing for each in told),
    )


def _purchases(vp: Viewpoint) -> Waiting | None:
    if not may(vp.user, Permission.ENTER):
        return None
    counts = cached(vp.user, ("purchases to answer", vp.user.pk), lambda: _counts(vp))
    others = [*_bill(vp), *_silent(vp), *_unmapped(vp)]
    disputed = counts.get(PurchaseState.DISPUTED, 0)
    return Waiting(sum(counts.values()) + len(others), (*others, *_to_answer(vp, counts)), urgent=disputed)


def _flows(vp: Viewpoint) -> Waiting | None:
    """Reports of material flows: to be checked, or mended by whose they are."""
    if not may(vp.user, Permission.ENTER_FLOW):
        return None
    states = list(visible(vp.user, MaterialFlow).filter(flows_to_do(vp.user)).values_list("state", flat=True))
    told = tuple(
        WaitingRow(
            Link(title, "material_flows", query={"mine": "todo", "state": state}),
            f"{number(count)}份",
            verb=verb,
            kind="物料流向",
        )
        for state, title, verb in (
            (FlowState.ASKED, "请说明物料的去向", "说明"),
            (FlowState.RETURNED, "物料流向被退回，请改", "改"),
            (FlowState.REPORTED, "企业报了物料流向，请核对", "核对"),
        )
        if (count := states.count(state))
    )
    return Waiting(len(states), told)


def _bill(vp: Viewpoint) -> Iterator[WaitingRow]:
    """To an anchor's own account: last year's bill, as long as lines or the total are missing."""
    firm, year = own_firm(vp.user), last_year(timezone.localdate())
    bill = bill_of_firm(vp.user, firm, year) if firm else None
    if bill is None or (bill.lines and bill.total):
        return
    nothing = "只报了采购总额" if bill.total else "还没有填"
    done = f"已填{number(bill.lines)}条，没报采购总额" if bill.lines else nothing
    link = Link(f"填{year}年采购清单", "purchase_form", (bill.firm.pk,), {"period": str(year)})
    yield WaitingRow(link, done, verb="填", kind=BILL)


def _to_answer(vp: Viewpoint, counts: Mapping[str, int]) -> Iterator[WaitingRow]:
    """What the other side is asked to confirm, and where both sides disagree."""
    disputed = "裁定" if may(vp.user, Permission.SETTLE) else "核对"
    for state, title, verb in (
        (PurchaseState.DISPUTED, "对方有异议的采购", disputed),
        (PurchaseState.REPORTED, "客户填了向您采购的，请确认", "确认"),
    ):
        if count := counts.get(state, 0):
            link = Link(title, "purchases", query={"mine": "todo", "state": state})
            yield WaitingRow(link, f"{number(count)}条", urgent=state == PurchaseState.DISPUTED, verb=verb, kind="采购")


def _counts(vp: Viewpoint) -> dict[str, int]:
    rows = visible(vp.user, Purchase).filter(purchases_to_do(vp.user)).order_by()
    told: dict[str, int] = {}
    for state in rows.values_list("state", flat=True):
        told[state] = told.get(state, 0) + 1
    return told


def _unmapped(vp: Viewpoint) -> Iterator[WaitingRow]:
    """To those who keep others' records: what of the purchases in sight nobody mapped, and how much that is."""
    if not may(vp.user, Permission.READ_SOURCING):
        return
    city, at = vp.city.pk, timezone.localdate()
    kinds, value = cached(vp.user, ("unmapped items", city, at), lambda: _open_items(vp, city, at))
    if kinds:
        told = f"{number(kinds)}种，占采购额{percent(value, 0)}"
        yield WaitingRow(Link("没有归到产品的采购", "purchase_items"), told, verb="归产品", kind="采购")


def _open_items(vp: Viewpoint, city: int, at: date) -> tuple[int, float]:
    _, lines = lines_told(vp.user, city, at)
    rows = unmapped_of(lines)
    whole = float(lines.value.sum()) if lines is not None else 0.0
    return len(rows), sum(row.value for row in rows) / whole if whole else 0.0


def _silent(vp: Viewpoint) -> Iterator[WaitingRow]:
    """To the office and a chain's team: anchors to be urged, which have not reported last year's purchases."""
    if not may(vp.user, Permission.SOURCE):
        return
    year = last_year(timezone.localdate())
    if count := cached(vp.user, ("silent anchors", year), lambda: silent_anchors(vp.user, year).count()):
        link = Link(f"链主没报{year}年采购清单", "firms", query={"supply": "silent"})
        yield WaitingRow(link, f"{number(count)}家", verb="催报", kind=BILL)


# --- the search
def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Products, what firms can make, second sources that are sought."""
    if may(vp.user, Permission.READ):
        yield from _products(vp, query)
        yield from _capabilities(vp, query)
    yield from sourcing_desk.search(vp, query)


def _products(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    rows = filter_products(ProductsWanted(q=query.text), vp.user, vp.city.pk).select_related("segment")
    shown = rows.order_by("code")[: query.most]
    hits = tuple(
        SearchHit(Link(row.name, "product", (row.pk,)), f"环节：{row.segment}" if row.segment else "没有归到环节")
        for row in shown
    )
    if hits:
        total = len(hits) if query.brief else rows.count()
        yield SearchGroup("product", "产品", "个", 44, hits, total, Link("全部", "products", query={"q": query.text}))


def _capabilities(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Each opens the page of its firm; of firms out of sight those are found that look for a supplier."""
    rows = visible(vp.user, Capability).filter(enterprise__merged_into=None)
    for word in query.words:
        rows = rows.filter(text__contains=word)
    shown = list(rows.select_related("enterprise").order_by("enterprise__name", "pk")[: query.most])
    seen = firms_in_sight(vp.user, [row.enterprise_id for row in shown])
    hits = tuple(
        SearchHit(Link(row.text, "firm", (row.enterprise_id,), fragment="supply"), row.enterprise.name)
        for row in shown
        if row.enterprise_id in seen
    )
    if hits:
        total = len(hits) if query.brief else max(rows.count(), len(hits))
        everything = Link("找供应商", "find_suppliers", query={"need": query.text})
        yield SearchGroup("capability", "供应能力", "条", 45, hits, total, everything if _finds(vp) else None)


def _finds(vp: Viewpoint) -> bool:
    return may(vp.user, Permission.FIND)
