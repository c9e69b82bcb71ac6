"""A city's firms by code and by name: which one a row of a sheet means.

A row is held against firms in sight alone. Of the others only codes and names are known, and nobody's: that one is
taken is all that can be told."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from lianzhang.access.api import visible
from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.enterprises.naming import core_name
from lianzhang.enterprises.rules import ALREADY, NAMESAKE
from lianzhang.kernel.sheets import Column
from lianzhang.kernel.sheets.loose import coded, words
from lianzhang.kernel.vocabulary import spoken

__all__ = ["FIRM_COLUMNS", "FirmIndex"]

# How sheets of what hangs on a firm name it; one of both must be filled in.
FIRM_COLUMNS = (
    Column("uscc", "统一社会信用代码", coded(30), help="18位；与名称至少填一个，有代码的按代码认。"),
    Column("firm_name", "企业", words(120), help="名录里的全称或曾用名；按名称只认得出一家时才行。"),
)
NOT_IN_SIGHT = "您能看到的名录里没有"


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
        return _grouped((name, key) for key, (_, name) in self.names.items())

    @cached_property
    def by_former_name(self) -> dict[str, list[int]]:
        rows = visible(self.by, FormerName).filter(enterprise__city=self.city, enterprise__merged_into=None)
        return _grouped(rows.values_list("name", "enterprise"))

    @cached_property
    def by_core(self) -> dict[str, list[int]]:
        """By name without place and legal form; that takes a while, so it is asked last."""
        return _grouped((core_name(name), key) for key, (_, name) in self.names.items())

    @cached_property
    def taken(self) -> frozenset[str]:
        """Codes and names of the city's firms out of sight."""
        firms = Enterprise.objects.filter(city=self.city, merged_into=None)
        rows = firms.exclude(pk__in=visible(self.by, Enterprise).filter(city=self.city).values("pk"))
        return frozenset(word for pair in rows.values_list("uscc", "name") for word in pair if word)

    def beyond(self, given: dict[str, Any]) -> list[tuple[str, str]]:
        """What stands against a row of the register of firms that means one out of sight, at its column.

        The same whatever is on record there: whether a name has a code, and which, is not told either.
        """
        code, name = given["uscc"], given["name"]
        if code in self.by_code:
            return []
        if code in self.taken:
            return [("统一社会信用代码", spoken(ALREADY).rstrip("。"))]
        return [("名称", spoken(ALREADY).rstrip("。"))] if name in self.taken and name not in self.by_name else []

    def namesake(self, key: int, name: str, code: str) -> str:
        """What stands against a firm (its key) being called so from now on, as `twin_faults` says it; "" for nothing.

        `code` is the firm's own; where both have one, they are told apart.
        """
        others = [each for each in self.by_name.get(name, ()) if each != key]
        if (others and not code) or any(not self.names[each][0] for each in others):
            return spoken(NAMESAKE).format(name)
        return spoken(ALREADY) if name in self.taken else ""

    def named(self, given: dict[str, Any]) -> tuple[int | None, tuple[str, str] | None]:
        """The firm in sight that a row of another register names by FIRM_COLUMNS, or what stands against it, and where.

        One out of sight is answered like one that does not exist.
        """
        code, name = given["uscc"], given["firm_name"]
        if code:
            key = self.by_code.get(code)
            problem = "统一社会信用代码", f"{NOT_IN_SIGHT}“{code}”；请核对，或先登记这家企业"
            return (key, None) if key else (None, problem)
        if not name:
            return None, ("企业", "没有写是哪家企业；请填统一社会信用代码或企业名称")
        matches = self.by_name.get(name) or self.by_former_name.get(name) or []
        if len(matches) == 1:
            return matches[0], None
        if matches:
            return None, ("企业", f"名录里有{len(matches)}家“{name[:40]}”；请填统一社会信用代码")
        return None, ("企业", f"{NOT_IN_SIGHT}“{name[:40]}”；请照名录填全称，或先登记这家企业")


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for name, key in pairs:
        groups.setdefault(name, []).append(key)
    return groups
