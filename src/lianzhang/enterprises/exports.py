"""Firms as workbooks: who they are, their places on chains, titles, and figures in sight; and pairs that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from lianzhang.access.api import visible
from lianzhang.enterprises.models import (
    ChainRole,
    DuplicateCandidate,
    Enterprise,
    FirmState,
    Membership,
    MembershipProposal,
)
from lianzhang.enterprises.parts import list_columns
from lianzhang.enterprises.proposal_actions import proposal_words
from lianzhang.enterprises.queries.listing import on_chain
from lianzhang.kernel.formatting import number
from lianzhang.kernel.sheets import WORDS, Column, Said, Sheet, day_cell, list_workbook, whole, write_workbook
from lianzhang.registry.api import name_of

__all__ = ["duplicates_workbook", "firms_workbook", "proposals_workbook"]

WHOLE = 100  # per cent
STATES, ROLES = dict(FirmState.choices), dict(ChainRole.choices)
MOST = 1_000_000
BATCH = 2_000  # firms whose rows are in memory at a time
FIRST = (
    Column("name", "企业名称", WORDS),
    Column("uscc", "统一社会信用代码", WORDS),
    Column("place", "区域或所在地", WORDS),
    Column("park", "园区", WORDS),
    Column("industry", "行业代码", WORDS),
    Column("industry_name", "行业", WORDS),
    Column("state", "状态", WORDS),
    Column("founded", "成立日期", day_cell),
    Column("places", "产业链、环节和身份", WORDS),
)
LAST = (
    Column("address", "地址", WORDS),
    Column("source", "来源", WORDS),
)

OWN = ("name", "uscc", "industry", "founded", "address", "source")  # as the database keeps it


def firms_workbook(user: Any, keys: Any, at: date) -> bytes:
    """One line for each firm, in the order of the list."""
    further = [column for each in list_columns() for column in each.columns]
    columns = (*FIRST, *further, *LAST)
    every = list(keys[:])
    batches = (every[start : start + BATCH] for start in range(0, len(every), BATCH))
    lines = (line for some in batches for line in _lines(user, some, at))
    return write_workbook(Sheet(f"企业 截至{at}", columns, max_rows=MOST), lines)


def _lines(user: Any, keys: list[int], at: date) -> Iterator[dict[str, Any]]:
    """What the list shows of these firms, as plain values: to make rows of models would take most of the time."""
    rows = visible(user, Enterprise).filter(pk__in=keys)
    columns = (*OWN, "pk", "outside", "outside_place", "region__name", "park__name", "state")
    firms = {firm["pk"]: firm for firm in rows.values(*columns)}
    places, further = _places(user, keys, at), [each.cells(user, keys, at) for each in list_columns()]
    for firm in (firms[key] for key in keys if key in firms):
        yield {
            **firm,
            "place": firm["outside_place"] if firm["outside"] else firm["region__name"],
            "park": firm["park__name"],
            "industry_name": name_of(firm["industry"]) if firm["industry"] else "",
            "state": STATES[firm["state"]],
            "places": "；".join(places[firm["pk"]]),
            **{name: value for cells in further for name, value in cells.get(firm["pk"], {}).items()},
        }


def _places(user: Any, keys: list[int], at: date) -> dict[int, list[str]]:
    """By firm, its places on chains in words."""
    rows = visible(user, Membership).filter(on_chain(at), enterprise__in=keys).order_by("-share", "pk")
    places = defaultdict(list)
    for firm, chain, segment, role, share in rows.values_list(
        "enterprise", "chain__name", "segment__name", "role", "share"
    ):
        part = "" if share == WHOLE else f"（计{number(share)}%）"
        places[firm].append(f"{chain}／{segment or '环节未定'}／{ROLES[role]}{part}")
    return places


DUPLICATES: Sequence[Said[DuplicateCandidate]] = (
    ("一家", WORDS, lambda pair: pair.one.name),
    ("一家的统一社会信用代码", WORDS, lambda pair: pair.one.uscc),
    ("一家的所在地", WORDS, lambda pair: pair.one.place),
    ("另一家", WORDS, lambda pair: pair.other.name),
    ("另一家的统一社会信用代码", WORDS, lambda pair: pair.other.uscc),
    ("另一家的所在地", WORDS, lambda pair: pair.other.place),
    ("相像（%）", whole(), lambda pair: pair.score),
    ("依据", WORDS, lambda pair: pair.why),
)


def duplicates_workbook(pairs: Iterable[DuplicateCandidate]) -> bytes:
    return list_workbook("像是同一家的企业", DUPLICATES, pairs)


PROPOSALS: Sequence[Said[MembershipProposal]] = (
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("统一社会信用代码", WORDS, lambda row: row.enterprise.uscc),
    ("产业链", WORDS, lambda row: row.chain.name),
    ("提请的事", WORDS, proposal_words),
    ("依据", WORDS, lambda row: row.reason),
    ("提请", WORDS, lambda row: str(row.post or row.entered_by)),
    ("提请日期", day_cell, lambda row: localdate(row.entered_at)),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("答复的理由", WORDS, lambda row: row.answer),
)


def proposals_workbook(rows: Iterable[MembershipProposal]) -> bytes:
    return list_workbook("在链提请", PROPOSALS, rows)
