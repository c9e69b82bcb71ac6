"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .belongings import Belonging, Union, compare_by_key, register_belonging
from .caching import cached
from .called import called
from .coordinates import Place, convert
from .history import hanging_on, hangs_on_firm
from .named_firm import named_firm
from .naming import SHORT, core_name, folded, pairs, similarity
from .parts import (
    FirmPart,
    Keys,
    ListColumn,
    ListFilter,
    ListSort,
    own_parts,
    register_firm_part,
    register_list_column,
    register_list_filter,
    register_list_sort,
)
from .permissions import Permission
from .pinyin import search_text
from .places import places_of_firms
from .queries.listing import last_year
from .revisions import revision, touch
from .scope import (
    FIRM,
    answers_for,
    firms_in_sight,
    in_region,
    is_own_part,
    itself,
    on_chains,
    own_firm,
    with_firm_seen,
    within,
)
from .sheets.acting import MOST_ACTS, ActBook, ActRegister
from .sheets.importer import OUT_OF_REACH, CityRegister, as_stored, chunks
from .sheets.index import FIRM_COLUMNS, FirmIndex
from .sheets.of_city import CityBook
from .sheets.rows import RowBook
from .suggesting import Suggester, Suggestion
from .totals_access import Whole, declare_whole, own_chains, sees_whole

__all__ = [
    "FIRM",
    "FIRM_COLUMNS",
    "MOST_ACTS",
    "OUT_OF_REACH",
    "SHORT",
    "ActBook",
    "ActRegister",
    "Belonging",
    "CityBook",
    "CityRegister",
    "FirmIndex",
    "FirmPart",
    "Keys",
    "ListColumn",
    "ListFilter",
    "ListSort",
    "Permission",
    "Place",
    "RowBook",
    "Suggester",
    "Suggestion",
    "Union",
    "Whole",
    "answers_for",
    "as_stored",
    "cached",
    "called",
    "chunks",
    "compare_by_key",
    "convert",
    "core_name",
    "declare_whole",
    "firms_in_sight",
    "folded",
    "hanging_on",
    "hangs_on_firm",
    "in_region",
    "is_own_part",
    "itself",
    "last_year",
    "named_firm",
    "on_chains",
    "own_chains",
    "own_firm",
    "own_parts",
    "pairs",
    "places_of_firms",
    "register_belonging",
    "register_firm_part",
    "register_list_column",
    "register_list_filter",
    "register_list_sort",
    "revision",
    "search_text",
    "sees_whole",
    "similarity",
    "touch",
    "with_firm_seen",
    "within",
]
