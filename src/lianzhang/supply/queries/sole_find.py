"""One sole source by what names it in an address: a product or an item, and a firm of the register or a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lianzhang.accounts.models import User
from lianzhang.kernel.forms import key_of
from lianzhang.supply.sourcing.filters import SoleWanted

from .sole_lines import SoleSource, sources_of
from .sole_register import Register, Rows, sole_register

__all__ = ["find_sole_source"]


def find_sole_source(by: User, city: int, address: Mapping[str, str], at: date) -> SoleSource | None:
    """None where there is no such, or it is out of sight."""
    register = sole_register(by, city, SoleWanted(year=key_of(address.get("year"))), at)
    thing, supplier = _keys(register, address)
    position = register.rows.find(thing, supplier) if isinstance(register.rows, Rows) else None
    return sources_of(by, register, [position])[0] if position else None


def _keys(register: Register, address: Mapping[str, str]) -> tuple[int, int]:
    """As pools name them; 0 is nothing."""
    soles = register.soles
    if soles is None:
        return 0, 0
    names = {name: -place - 1 for place, name in enumerate(soles.strangers)}
    items = {name: -place - 1 for place, name in enumerate(soles.items)}
    thing = key_of(address.get("product")) or items.get(address.get("item", ""), 0)
    return thing, key_of(address.get("supplier")) or names.get(address.get("supplier_name", ""), 0)
