"""What may be done with purchases by the hundred thousand: a part of a file is written, with one event for all of it.

Raises what the database raises; then nothing of the part is written."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.utils import timezone

from lianzhang.enterprises.api import touch
from lianzhang.kernel.bulk import bulk_insert
from lianzhang.records.api import subject_of
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Region
from lianzhang.supply.models import Purchase, PurchaseState
from lianzhang.supply.purchases.loading.checking import Line
from lianzhang.work.api import action, log_event, move

__all__ = ["rows_done", "write_part"]

SAID = (
    *("city_id", "customer_id", "supplier_id", "supplier_name", "supplier_place", "item", "period_start"),
    *("period_end", "value", "quantity", "unit", "share", "contract_end", "stock_days", "source"),
)


@action
def write_part(*, city: Region, lines: Sequence[Line], until: int, file: str, digest: str, by: Any) -> None:
    """Write lines that were checked; `until` is the last row of the file that is done with them."""
    touch(city.pk)
    if lines:
        bulk_insert(Purchase, _columns(lines))
        move(city.pk, Purchase, {line.period_end.year for line in lines})
    log_event("purchase.load", city, by=by, file=file, digest=digest, loaded=len(lines), through=until)


def _columns(lines: Sequence[Line]) -> dict[str, Sequence[Any]]:
    columns: dict[str, Sequence[Any]] = dict(zip(SAID, zip(*map(attrgetter(*SAID), lines), strict=True), strict=True))
    count, now = len(lines), timezone.now()
    same = {
        "state": PurchaseState.REPORTED.value, "reported_at": now, "answered_at": None, "disputed_value": None,
        "reason": "", "version": 0, "post_id": None, "authors": (),
    }  # fmt: skip
    products = [line.product.pk if line.product else None for line in lines]
    return columns | {"product_id": products} | {name: [value] * count for name, value in same.items()}


def rows_done(city: Region, digest: str) -> int:
    """Up to which row a file was loaded before; 0 for one that was not begun."""
    events = AuditEvent.objects.filter(action="purchase.load", subject=subject_of(city)).order_by("pk")
    done = [int(event.facts["through"]) for event in events if event.facts.get("digest") == digest]
    return max(done, default=0)
