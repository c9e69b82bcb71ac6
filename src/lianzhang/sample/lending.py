"""What the banks of the made-up city lent, from the quarter before its plan on to the last one that is over.

Planted: a bank that began late, one that owes the last quarter, a balance that was returned, one that waits to be
checked. At the ends of years all is checked, so that the growth that the plan asks for is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.bulk import bulk_insert
from lianzhang.kernel.periods import windows
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.policies.models import BalanceState, LoanBalance
from lianzhang.registry.models import Organization, Region

from .place import SOURCE, facts

__all__ = ["write_lending"]

SEED = 37
PLACES = Decimal("0.0001")
RETURNED = "含了外地分行的贷款，请只报本地的。（示例）"
Row = dict[str, Any]


def write_lending(city: Region, account: User, seed: int) -> int:
    """How many balances."""
    told = facts()["lending"]
    keys = dict(Organization.objects.filter(city=city).values_list("code", "pk"))
    rng = Random(seed + SEED)  # noqa: S311 - nothing secret
    last = next(windows(timezone.localdate(), timezone.localdate(), "quarter")).start - timedelta(days=1)
    rows = [
        row
        for number, bank in enumerate(told["banks"])
        for row in _of_bank(rng, number, bank, keys[bank["id"]], told["growth"], last)
    ]
    same = {"city_id": city.pk, "version": 1, "post_id": None, "authors": (account.pk,), "why": ""}
    bulk_insert(LoanBalance, {name: [(row | same)[name] for row in rows] for name in (*rows[0], *same)})
    return len(rows)


def _of_bank(
    rng: Random, number: int, bank: dict[str, Any], key: int, growth: dict[str, Any], last: date
) -> Iterator[Row]:
    """The first bank's last but one was returned, the second owes the last, the third's last waits to be checked."""
    ends = [each.end for each in windows(date.fromisoformat(bank["since"]), last, "quarter")]
    for end in ends:
        if number == 1 and end == ends[-1]:
            continue
        row = _balance(rng, bank, key, growth, end)
        if end == ends[-1]:
            row["state"] = BalanceState.REPORTED.value
        if number == 0 and end == ends[-2] and end.month < 12:
            row |= {"state": BalanceState.RETURNED.value, "reason": RETURNED}
        yield row


def _balance(rng: Random, bank: dict[str, Any], key: int, growth: dict[str, Any], end: date) -> Row:
    """At a year's end what the rates say, between the ends a little beside the way."""
    sums = {name: Decimal(bank[name]) for name in ("long_term", "all_loans")}
    for name in sums:
        rates = growth[name]
        for year in range(growth["base"] + 1, end.year + 1):
            rate = Decimal(str(rates[min(year - growth["base"], len(rates)) - 1])) / 100
            part = Decimal(end.month) / 12 if year == end.year else Decimal(1)
            sums[name] *= 1 + rate * part
        if end.month < 12:
            sums[name] *= Decimal(str(round(rng.uniform(0.99, 1.01), 4)))
    filled = datetime.combine(end + timedelta(days=12), time(10), SHANGHAI)
    return {
        "bank_id": key,
        "period_end": end,
        **{name: value.quantize(PLACES) for name, value in sums.items()},
        "source": f"{SOURCE}：金融统计月报",
        "state": BalanceState.CHECKED.value,
        "reported_at": filled,
        "reason": "",
    }
