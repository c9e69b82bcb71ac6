"""Who reads who took part in a fair and what it brought: the office and leaders, the chain, and each firm its own."""

from __future__ import annotations

from collections.abc import Iterable

from lianzhang.access.api import (
    LEADERS,
    OF_CHAINS,
    OFFICE,
    Reach,
    declare_policy,
    either,
    in_city_of,
    of_chains,
)
from lianzhang.enterprises.api import FIRM, itself, on_chains, within
from lianzhang.market.models import FairResult, Participation

__all__: list[str] = []


def _of_chains(path: str) -> Reach:
    """Firms on one's chains, and whoever takes part in a fair of one's chain."""
    return either(within(on_chains, f"{path}enterprise"), of_chains(f"{path}event__"))


def _seen(path: str) -> dict[Iterable[str] | str, Reach]:
    all_of_city = in_city_of(f"{path}city")
    return {
        (*OFFICE, *LEADERS): all_of_city,
        OF_CHAINS: _of_chains(path),
        FIRM: within(itself, f"{path}enterprise"),
    }


def _kept(path: str) -> dict[Iterable[str] | str, Reach]:
    return {
        OFFICE: in_city_of(f"{path}city"),
        "chain_team": _of_chains(path),
        FIRM: within(itself, f"{path}enterprise"),
    }


declare_policy(Participation, sees=_seen(""), acts=_kept(""))
declare_policy(FairResult, sees=_seen("participation__"), acts=_kept("participation__"))
