"""What may be done with balances of banks. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.policies.history import BALANCE_HISTORY
from lianzhang.policies.lifecycle import LOAN_BALANCE
from lianzhang.policies.models import LoanBalance
from lianzhang.registry.models import Organization
from lianzhang.work.api import (
    CHECKED_VERBS,
    Workflow,
    action,
    create_row,
    register_workflow,
    take_step,
    told_once,
    told_values,
    write_said,
)

from .rules import balance_faults, banks_of

__all__ = ["BALANCE_RELATED", "BALANCE_VERBS", "SAID", "change_balance", "report_balance"]

SAID = ("long_term", "all_loans", "source", "why")
BALANCE_RELATED = ("city", "bank", "post")
OUT_OF_REACH = "这家银行的贷款余额不归您现在的岗位填报；请由银行自己填，或请{able}代填。"
ONCE = {"period_end": "这个季末的余额已经报过；请改那一份。"}


def _say(row: LoanBalance, said: dict[str, Any]) -> None:
    write_said(row, SAID, said)
    if faults := balance_faults(row):
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


@action
def report_balance(*, bank: Organization, period_end: date, by: User, **said: Any) -> LoanBalance:
    """Say what a bank had lent on the last day of a quarter."""
    row = LoanBalance(city=bank.city, bank=bank, period_end=period_end, reported_at=timezone.now())
    with told_once(ONCE), create_row(row, "report", by=by, out_of_reach=OUT_OF_REACH):
        if not banks_of(bank.city_id).filter(pk=bank.pk).exists():
            raise ValidationError({"bank": f"“{bank}”没有金融机构的岗位；请先在方案里写明。"})
        _say(row, said)
    return row


@action
def change_balance(*, row: LoanBalance, version: int, by: User, **said: Any) -> LoanBalance:
    """Correct what was said; it is checked anew."""
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, said)
        act.row.reason = ""
    return act.row


BALANCE_VERBS = dict(CHECKED_VERBS)


def _described(row: LoanBalance) -> dict[str, Any]:
    said = told_values(row, SAID)
    return {"bank": str(row.bank), "period_end": str(row.period_end)} | said


register_workflow(
    Workflow(
        model=LoanBalance,
        lifecycle=LOAN_BALANCE,
        page="loan_balance",
        list_page="loan_balances",
        verbs=BALANCE_VERBS,
        related=BALANCE_RELATED,
        describe=_described,
        history=BALANCE_HISTORY,
    )
)
