"""What it means for a need that it is one of several buyers: who buys, and what then is done elsewhere."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import SYSTEM, acting
from lianzhang.work.api import need

from .models import BUYING, Need, NeedState, PoolMember

__all__ = ["alone", "buyers_of", "carried_if_pooled", "freed", "outside_pool", "pool_of"]


def pool_of(row: Any) -> Any:
    """The pool that a need was agreed of, or None."""
    return getattr(row, "pool", None)


def buyers_of(row: Need) -> list[int]:
    """The keys of the firms whose purchases show that something was delivered of a need."""
    pool = pool_of(row)
    if pool is None:
        return [row.enterprise_id]
    return list(pool.members.filter(state__in=BUYING).order_by("pk").values_list("enterprise", flat=True))


@need("不是拼单的")
def alone(row: Any, by: Any) -> str:
    """Of a pool each buyer says what it received, with its own purchase."""
    return "拼单由参加的各家在拼单的页上各记各的" if by is not SYSTEM and pool_of(row.need) else ""


@need("拼单由专班或链办办理")
def carried_if_pooled(row: Any, by: Any) -> str:
    """Who leads a pool does not take it back for the others."""
    active = acting(by) if pool_of(row) else None
    own = active is not None and active.role.acts_for == "firm"
    return "这是几家一起买的，由专班或链办办理" if own else ""


@need("不在这个拼单里的")
def outside_pool(row: Any, by: Any) -> str:
    """Who buys does not sell to itself. Told to that firm, and to who reads all members: the other buyers do not learn
    by it who takes part."""
    pool, firm = pool_of(row.need), getattr(row, "enterprise", None)
    active = acting(by) if pool is not None else None
    if firm is None or active is None:
        return ""
    if active.role.acts_for == "firm" and active.organization != firm.organization_id:
        return ""
    return "这一家在拼单里，自己不能承接" if firm.pk in buyers_of(row.need) else ""


@need("并入的拼单没有办成")
def freed(row: Any, _by: Any) -> str:
    ended = (NeedState.WITHDRAWN, NeedState.LAPSED)
    gone = PoolMember.objects.filter(need=row, pool__need__state__in=ended)
    running = PoolMember.objects.filter(need=row).exclude(pool__need=None).exclude(pool__need__state__in=ended)
    return "" if gone.exists() and not running.exists() else "并入的拼单还没有了结"
