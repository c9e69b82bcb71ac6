"""What must hold before a step on a line that stands behind a need, or before a bank reads these lines."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import acting
from lianzhang.market.models import Backing, NeedState
from lianzhang.work.api import need

__all__ = ["asks_for_them", "by_the_owner", "hidden", "is_shown", "need_not_over", "of_the_owner"]

OVER = (NeedState.MET, NeedState.LAPSED, NeedState.WITHDRAWN, NeedState.POOLED)


def _backed(kind: Any) -> bool:
    return bool(getattr(kind, "backings", ""))


def _owns(row: Any, by: Any) -> bool:
    active = acting(by)
    if active is None or active.role.acts_for != "firm":
        return False
    return bool(active.organization == row.enterprise.organization_id)


@need("需求还没有了结")
def need_not_over(row: Backing, _by: Any) -> str:
    state = row.need.state
    return f"这件需求已是“{NeedState(state).label}”" if state in OVER else ""


@need("由需求企业、专班或链办登记")
def of_the_owner(row: Backing, by: Any) -> str:
    active = acting(by)
    carries = active is not None and active.role.acts_for in ("city", "chains")
    return "" if carries or _owns(row.need, by) else "由需求企业、专班或链办登记"


@need("写明担保明细的一类需求")
def asks_for_them(row: Any, _by: Any) -> str:
    return "" if _backed(row.need.kind) else "这一类需求不写担保明细"


@need("由需求企业自己定")
def by_the_owner(row: Any, by: Any) -> str:
    """What others owe a firm it shows itself: neither the office nor the chain's team does so for it."""
    return "" if _owns(row.need, by) else "给不给看由需求企业自己定"


@need("现在看不到的")
def hidden(row: Any, _by: Any) -> str:
    return "它已经看得到" if row.shown_on else ""


@need("现在看得到的")
def is_shown(row: Any, _by: Any) -> str:
    return "" if row.shown_on else "它本来就看不到"
