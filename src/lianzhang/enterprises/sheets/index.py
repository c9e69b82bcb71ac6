"""A city's firms by code and by name: which one a row of a sheet means.

A row is held against firms in sight alone. Of the others only codes and names are known, and nobody's: that one is
taken is all that can be told. Names are compared folded, so that one that looks the same is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from lianzhang.access.api import visible
from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.enterprises.naming import SHORT, core_name, folded, is_near, pairs, similarity
from lianzhang.enterprises.rules import ALREADY, NAMESAKE
from lianzhang.kernel.sheets import Column
from lianzhang.kernel.sheets.loose import coded, text
from lianzhang.kernel.vocabulary import spoken

__all__ = ["FIRM_COLUMNS", "FirmIndex"]

CODE, FIRM = "统一社会信用代码", "企业"
CODE_HELP, FIRM_HELP = "18位；与名称至少填一个，都填的要是同一家。", "名录里的全称或曾用名；按名称只认得出一家时才行。"
# Other heads for the same.
OF_CODES, OF_NAMES = ("社会信用代码", "信用代码", "统一信用代码"), ("企业名称", "单位名称", "企业全称", "单位全称")
# How sheets of what hangs on a firm name it; one of both must be filled in.
FIRM_COLUMNS = (
    Column("uscc", CODE, coded(30), help=CODE_HELP, also=OF_CODES),
    Column("firm_name", FIRM, text(120), help=FIRM_HELP, also=OF_NAMES),
)
NOT_IN_SIGHT = "您能看到的名录里没有"
OFFERED = 3  # near names
CROWD = 400  # names that share a pair of letters: more of them say nothing about each other


class FirmIndex:
    """Loaded once for one upload, as far as it is asked for."""

    def __init__(self, city: int, by: Any) -> None:
        self.city, self.by = city, by

    @cached_property
    def names(self) -> dict[int, tuple[str, str]]:
        """Code and name by key."""
        rows = visible(self.by, Enterprise).filter(city=self.city, merged_into=None)
        return {key: (code, name) for key, code, name in rows.values_list("pk", "uscc", "name").iterator()}

    @cached_property
    def by_code(self) -> dict[str, int]:
        return {code: key for key, (code, _) in self.names.items() if code}

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """By folded name, as all that follow."""
        return _grouped((folded(name), key) for key, (_, name) in self.names.items())

    @cached_property
    def by_former_name(self) -> dict[str, list[int]]:
        rows = visible(self.by, FormerName).filter(enterprise__city=self.city, enterprise__merged_into=None)
        return _grouped((folded(name), key) for name, key in rows.values_list("name", "enterprise"))

    @cached_property
    def by_core(self) -> dict[str, list[int]]:
        """By name without place and legal form; that takes a while, so it is asked last."""
        return _grouped((core_name(name), key) for key, (_, name) in self.names.items())

    @cached_property
    def by_pair(self) -> dict[str, list[str]]:
        """Names without place and form by each pair of neighbouring letters; asked only for what nobody is called."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for core in self.by_core:
            for pair in pairs(core):
                groups[pair].append(core)
        return groups

    @cached_property
    def taken(self) -> frozenset[str]:
        """Codes and folded names of the city's firms out of sight."""
        firms = Enterprise.objects.filter(city=self.city, merged_into=None)
        rows = firms.exclude(pk__in=visible(self.by, Enterprise).filter(city=self.city).values("pk"))
        pairs_out = rows.values_list("uscc", "name")
        return frozenset(word for code, name in pairs_out for word in (code, folded(name)) if word)

    def called(self, name: str) -> list[int]:
        """The firms that bear a name, else those that bore it."""
        word = folded(name)
        return self.by_name.get(word) or self.by_former_name.get(word) or []

    def bears(self, key: int, name: str) -> bool:
        """Whether a firm is called so, or was."""
        if self.names[key][1] == name:
            return True
        word = folded(name)
        return word == folded(self.names[key][1]) or key in self.by_former_name.get(word, ())

    def near(self, name: str) -> list[str]:
        """Names in sight that one may be meant by, the nearest first."""
        core = core_name(name)
        groups = (self.by_pair.get(pair, ()) for pair in pairs(core))
        others = {other for group in groups if len(group) <= CROWD for other in group}
        scores = sorted(((similarity(core, other), other) for other in others), reverse=True)
        cores = [other for score, other in scores if score >= SHORT or core in other or other in core]
        return [self.names[key][1] for other in cores[:OFFERED] for key in self.by_core[other]][:OFFERED]

    def beyond(self, given: dict[str, Any]) -> list[tuple[str, str]]:
        """What stands against a row of the register of firms that means one out of sight, at its column.

        The same whatever is on record there: whether a name has a code, and which, is not told either.
        """
        code, name = given["uscc"], folded(given["name"])
        if code in self.by_code or not self.taken:
            return []
        if code in self.taken:
            return [(CODE, spoken(ALREADY).rstrip("。"))]
        return [("名称", spoken(ALREADY).rstrip("。"))] if name in self.taken and name not in self.by_name else []

    def namesake(self, key: int, name: str, code: str) -> str:
        """What stands against a firm (its key) being called so from now on, as `twin_faults` says it; "" for nothing.

        `code` is the firm's own; where both have one, they are told apart.
        """
        others = [each for each in self.by_name.get(folded(name), ()) if each != key]
        if (others and not code) or any(not self.names[each][0] for each in others):
            return spoken(NAMESAKE).format(name)
        return spoken(ALREADY) if folded(name) in self.taken else ""

    def named(self, given: dict[str, Any]) -> tuple[int | None, tuple[str, str] | None]:
        """The firm in sight that a row of another register names by FIRM_COLUMNS, or what stands against it, and where.

        One out of sight is answered like one that does not exist.
        """
        code, name = given["uscc"], given["firm_name"]
        if code:
            key = self.by_code.get(code)
            against = self._against(key, code, name)
            return (None, against) if against else (key, None)
        if not name:
            return None, (FIRM, "没有写是哪家企业；请填统一社会信用代码或企业名称")
        matches = self.called(name)
        if len(matches) == 1:
            return matches[0], None
        if matches:
            return None, (FIRM, f"名录里有{len(matches)}家“{name[:40]}”；请填统一社会信用代码")
        if near := self.near(name):
            offered = "、".join(f"“{each}”" for each in near)
            return None, (FIRM, f"{NOT_IN_SIGHT}“{name[:40]}”；是不是{offered}？是的照名录填，不是的先登记这家企业")
        return None, (FIRM, f"{NOT_IN_SIGHT}“{name[:40]}”；请照名录填全称，或先登记这家企业")

    def _against(self, key: int | None, code: str, name: str) -> tuple[str, str] | None:
        """What stands against a code, whose firm is `key`, and the name beside it."""
        if key is None:
            matches = self.called(name) if name else []
            own = self.names[matches[0]][0] if len(matches) == 1 else ""
            hint = f"“{name[:40]}”登记的是“{own}”，请核对" if own else "请核对，或先登记这家企业"
            return CODE, f"{NOT_IN_SIGHT}“{code}”；{hint}"
        if not name or self.bears(key, name):
            return None
        known = self.names[key][1]
        if not self.called(name) and is_near(name, known):
            return None
        return FIRM, f"代码是“{known}”的，名称写的是“{name[:40]}”；请核对是哪一家，改了名的先在名录里改名"


def _grouped(named: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for name, key in named:
        groups.setdefault(name, []).append(key)
    return groups
