"""A city's firms by code and by name: which one a row of a sheet means."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.enterprises.naming import core_name
from lianzhang.kernel.sheets import Column
from lianzhang.kernel.sheets.loose import coded, words

__all__ = ["FIRM_COLUMNS", "FirmIndex"]

# How sheets of what hangs on a firm name it; one of both must be filled in.
FIRM_COLUMNS = (
    Column("uscc", "统一社会信用代码", coded(30), help="18位；与名称至少填一个，有代码的按代码认。"),
    Column("firm_name", "企业", words(120), help="名录里的全称或曾用名；按名称只认得出一家时才行。"),
)


class FirmIndex:
    """Loaded once for one upload, as far as it is asked for."""

    def __init__(self, city: int) -> None:
        self.city = city

    @cached_property
    def names(self) -> dict[int, tuple[str, str]]:
        """Code and name by key."""
        rows = Enterprise.objects.filter(city=self.city, merged_into=None)
        return {key: (code, name) for key, code, name in rows.values_list("pk", "uscc", "name").iterator()}

    @cached_property
    def by_code(self) -> dict[str, int]:
        return {code: key for key, (code, _) in self.names.items() if code}

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        return _grouped((name, key) for key, (_, name) in self.names.items())

    @cached_property
    def by_former_name(self) -> dict[str, list[int]]:
        rows = FormerName.objects.filter(enterprise__city=self.city, enterprise__merged_into=None)
        return _grouped(rows.values_list("name", "enterprise"))

    @cached_property
    def by_core(self) -> dict[str, list[int]]:
        """By name without place and legal form; that takes a while, so it is asked last."""
        return _grouped((core_name(name), key) for key, (_, name) in self.names.items())

    def named(self, given: dict[str, Any]) -> tuple[int | None, tuple[str, str] | None]:
        """The firm that a row of another register names by FIRM_COLUMNS, or what stands against it, at which column."""
        code, name = given["uscc"], given["firm_name"]
        if code:
            key = self.by_code.get(code)
            return (key, None) if key else (None, ("统一社会信用代码", f"名录里没有“{code}”；请核对，或先登记这家企业"))
        if not name:
            return None, ("企业", "没有写是哪家企业；请填统一社会信用代码或企业名称")
        matches = self.by_name.get(name) or self.by_former_name.get(name) or []
        if len(matches) == 1:
            return matches[0], None
        if matches:
            return None, ("企业", f"名录里有{len(matches)}家“{name[:40]}”；请填统一社会信用代码")
        return None, ("企业", f"名录里没有“{name[:40]}”；请照名录填全称，或先登记这家企业")


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for name, key in pairs:
        groups.setdefault(name, []).append(key)
    return groups
