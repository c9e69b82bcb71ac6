"""What balances of banks tell the desk: quarters that are owed, rows that came back, rows to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.kernel.formatting import number, quarter
from lianzhang.plans.api import Viewpoint
from lianzhang.policies.models import BalanceState, LoanBalance
from lianzhang.policies.permissions import Permission

from .forms import own_bank
from .queries import Owed, balances_to_do, owed_by

__all__ = ["waiting"]

MOST = 5
KIND = "贷款余额"


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who neither report nor check."""
    user = vp.user
    if not any(may(user, each) for each in (Permission.ENTER_LENDING, Permission.CHECK_LENDING)):
        return None
    rows = list(visible(user, LoanBalance).filter(balances_to_do(user)).values_list("state", flat=True))
    owed = owed_by(user) if own_bank(user) else []
    told = (*(_owed(owed[:MOST])), *_to_do(rows))
    late = sum(each.due < timezone.localdate() for each in owed)
    return Waiting(len(rows) + len(owed), told, late=late)


def _owed(owed: list[Owed]) -> Iterator[WaitingRow]:
    for each in owed:
        link = Link(f"报{quarter(each.end)}末的贷款余额", "loan_balance_new", query={"period": each.code})
        value = f"{each.due:%m-%d}前"
        yield WaitingRow(link, value, urgent=each.late, verb="填报", kind=KIND, due=each.due)


def _to_do(states: list[str]) -> Iterator[WaitingRow]:
    for state, title, verb in (
        (BalanceState.RETURNED, "贷款余额被退回，请改", "改"),
        (BalanceState.REPORTED, "银行报了贷款余额，请核对", "核对"),
    ):
        if count := states.count(state):
            link = Link(title, "loan_balances", query={"mine": "todo", "state": state})
            yield WaitingRow(link, f"{number(count)}份", verb=verb, kind=KIND)
