"""How a pool begins: by a firm, with what it wants itself; by the team or the office, with the firms that they ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.models import Pool
from lianzhang.plans.models import NeedKind
from lianzhang.work.api import action

from .actions import call, propose
from .member_actions import enrol, invite

__all__ = ["call_together", "propose_and_enrol"]


@action
def propose_and_enrol(*, kind: NeedKind, firm: Enterprise | None, said: tuple[dict[str, Any], ...], by: User) -> Pool:
    """Raises ValidationError, by the fields of both, and PermissionDenied where no firm stands behind the account."""
    if firm is None:
        raise PermissionDenied
    of_pool, own = said
    if of_pool["chain"].city_id != firm.city_id:
        raise ValidationError({"chain": "请选本企业所在的链。"})
    row = propose(kind=kind, by=by, **of_pool)
    enrol(pool=row, enterprise=firm, by=by, **own)
    return row


@action
def call_together(*, kind: NeedKind, firms: Iterable[Enterprise], by: User, **said: Any) -> Pool:
    row = call(kind=kind, by=by, **said)
    for firm in {each.pk: each for each in firms}.values():
        invite(pool=row, enterprise=firm, by=by)
    return row
