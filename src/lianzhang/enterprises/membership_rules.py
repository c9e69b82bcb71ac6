"""A firm on chains: what stands against a membership, and how much of its output is given away already.

Pure functions over rows that somebody else has loaded; the acts, the bulk edit and imports ask the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lianzhang.enterprises.models import Membership
from lianzhang.kernel.formatting import day, number

__all__ = ["membership_faults", "overlaps", "share_fault", "share_left"]

ALL = Decimal(100)


def membership_faults(
    row: Membership, others: Iterable[Membership], chains: Iterable[int], today: date
) -> dict[str, str]:
    """What stands against `row`. `others` are the firm's other memberships, `chains` those of its city's plans."""
    others = list(others)
    faults: dict[str, str] = {}
    if row.chain_id not in set(chains):
        faults["chain"] = f"“{row.chain}”不是这家企业所在城市方案里的产业链；请从列表里选。"
    if row.segment and row.segment.chain_id != row.chain_id:
        faults["segment"] = f"环节“{row.segment}”不在{row.chain}上；请选这条链的环节。"
    if not 0 <= row.share <= ALL:
        faults["share"] = "计入比例在0至100之间。"
    faults |= _time_faults(row, today)
    if not faults and (twin := next((each for each in others if _same_chain(row, each)), None)):
        faults["chain"] = f"这家企业{_span(twin)}已在{row.chain}上；请改那一条，或让两段时间错开。"
    if not faults and (message := share_fault(row, others)):
        faults["share"] = message
    return faults


def _time_faults(row: Membership, today: date) -> dict[str, str]:
    founded = row.enterprise.founded
    if row.ends and row.ends <= row.starts:
        return {"ends": f"止要晚于起（{day(row.starts)}）；还在链上就留空。"}
    if founded and row.starts < founded:
        return {"starts": f"早于企业成立日期（{day(founded)}）；请核对其中一个。"}
    if row.starts.year > today.year + 1:
        return {"starts": f"{day(row.starts)}太远；请核对年份。"}
    return {}


def _same_chain(row: Membership, other: Membership) -> bool:
    return other.chain_id == row.chain_id and overlaps(row, other)


def overlaps(row: Membership, other: Membership) -> bool:
    """Whether there is a day on which both hold."""
    return (other.ends is None or row.starts < other.ends) and (row.ends is None or other.starts < row.ends)


def _beside(row: Membership, others: Iterable[Membership]) -> tuple[date, list[Membership]]:
    """The day within `row` on which the others count most, and which they are on it."""
    alike = [each for each in others if overlaps(row, each)]
    days = {row.starts, *(each.starts for each in alike if each.starts > row.starts)}
    held = {on: [each for each in alike if each.current(on)] for on in days}
    on = max(sorted(held), key=lambda on: sum(each.share for each in held[on]))
    return on, held[on]


def share_left(row: Membership, others: Iterable[Membership]) -> Decimal:
    """How much of the firm's output nobody counts yet while `row` holds, in percent."""
    return ALL - sum((each.share for each in _beside(row, others)[1]), Decimal(0))


def share_fault(row: Membership, others: Iterable[Membership]) -> str:
    """Why the share is too much: which chain has how much, and what is left. Blank when it fits."""
    on, beside = _beside(row, others)
    left = ALL - sum((each.share for each in beside), Decimal(0))
    if row.share <= left:
        return ""
    taken = "、".join(f"{each.chain}已计{number(each.share)}%" for each in beside)
    way = f"这里最多填{number(left)}%，或先调低那边" if left > 0 else "请先调低那边，或这里填0"
    return f"{day(on)}起{taken}，再计{number(row.share)}%就超过100%；{way}。"


def _span(row: Membership) -> str:
    return f"{day(row.starts)}至{day(row.ends)}" if row.ends else f"{day(row.starts)}起"
