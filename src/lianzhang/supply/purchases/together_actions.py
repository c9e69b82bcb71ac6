"""Lines that are one question answered at once: which firm a stranger is, which product a thing is; all or none.

Acts raise NotAll, or ValidationError where there are too many; then nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.models import Product, Purchase
from lianzhang.work.api import action, take_all

from .actions import identify, map_product

__all__ = ["MOST", "identify_all", "map_all"]

MOST = 200


@action
def identify_all(*, chosen: Mapping[Purchase, int], supplier: Enterprise, by: User) -> list[Purchase]:
    """Say of several strangers' lines which firm they are: of all, or of none. Raises NotAll."""
    act = partial(identify, supplier=supplier)
    return take_all(chosen=chosen, name="identify", by=by, act=act, most=MOST)


@action
def map_all(*, chosen: Mapping[Purchase, int], product: Product, by: User) -> list[Purchase]:
    """Say of several lines which product they are: of all, or of none. Raises NotAll."""
    act = partial(map_product, product=product)
    return take_all(chosen=chosen, name="map", by=by, act=act, most=MOST)
