"""What must hold before a step on a visit or on a promise: who took part, who owes it, what shows it kept."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import SYSTEM, acting, units_of
from lianzhang.records.api import attachments_of
from lianzhang.work.api import need, proved_rows

from .models import Promise, Reply, Visit

__all__ = ["has_proof", "is_party", "made_it", "not_disputed", "not_its_own", "owes", "took_part"]


def _of_city(by: Any) -> bool:
    active = acting(by)
    return active is not None and active.role.acts_for == "city"


def _goes(row: Visit, by: Any) -> bool:
    active = acting(by)
    if active is None or active.assignment.post_id is None:
        return False
    own = active.assignment.post_id
    return own in (row.post_id, row.lead_id) or row.members.filter(pk=own).exists()


def _on_own_chain(row: Visit, by: Any) -> bool:
    active = acting(by)
    if active is None or active.role.acts_for != "chains" or row.chain_id is None:
        return False
    return row.chain_id in active.chain_keys


@need("由参加的岗位、本链的专班或管全部的岗位办理")
def took_part(row: Visit, by: Any) -> str:
    if by is SYSTEM or _of_city(by) or _goes(row, by) or _on_own_chain(row, by):
        return ""
    return f"由登记的“{row.post or row.entered_by}”、带队的“{row.lead}”或参加的岗位办理"


# --- promises
def _owes(row: Promise, by: Any) -> bool:
    active = acting(by)
    return active is not None and units_of(active).filter(pk=row.unit_id).exists()


@need("由该兑现的单位回话")
def owes(row: Promise, by: Any) -> str:
    return "" if by is SYSTEM or _owes(row, by) else f"由该兑现的“{row.unit}”回话"


@need("由该兑现的单位以外的岗位办理")
def not_its_own(row: Promise, by: Any) -> str:
    """For the unit, whatever the account: who owes it neither says that it is kept, nor moves it, nor takes it back."""
    return "该兑现的单位不能自己认定、改期、撤回；请由别的单位办理" if by is not SYSTEM and _owes(row, by) else ""


@need("由对方企业回话")
def is_party(row: Promise, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or (active and active.role.acts_for == "firm"):
        return ""
    return f"由“{row.name}”自己的账号回话"


@need("由登记的岗位或管全部的岗位撤回")
def made_it(row: Promise, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or _of_city(by) or (active and active.assignment.post_id == row.post_id):
        return ""
    return f"由登记的“{row.post or row.entered_by}”撤回"


@need("对方没有说没兑现")
def not_disputed(row: Promise, _by: Any) -> str:
    if row.heard != Reply.NOT_KEPT:
        return ""
    return f"“{row.name}”说没有兑现{f'：{row.heard_text}' if row.heard_text else ''}；请办到对方认可，或写明不能兑现"


def has_proof(row: Promise) -> bool:
    """A paper that came later than the promise and not from who wrote it down; a verified row begun from it; or the
    firm itself says so."""
    papers = attachments_of(row).filter(at__gt=row.entered_at).exclude(account=row.entered_by.username)
    return row.heard == Reply.KEPT or papers.exists() or bool(proved_rows(row))
