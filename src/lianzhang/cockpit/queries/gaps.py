"""What lacks evidence, by who would have to bring it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianzhang.plans.api import NOBODY, Item, State

__all__ = ["Gap", "gaps"]


@dataclass(frozen=True, slots=True)
class Gap:
    """The targets and duties without evidence that one owner answers for; no name: nobody does.

    `code` narrows the plan's page to the owner; blank where the plan names somebody in words only.
    """

    name: str
    code: str
    items: tuple[Item, ...]

    @property
    def targets(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == "target")

    @property
    def duties(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == "duty")


def gaps(items: Iterable[Item]) -> tuple[list[Gap], list[Gap]]:
    """Who lacks evidence for targets, and who for duties only.

    What nobody owns comes first: nobody will bring it. Then the owners, most targets first.
    """
    owned: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.state is State.UNKNOWN:
            for owner in _owners(item):
                owned.setdefault(owner, []).append(item)
    every = [Gap(name, code, tuple(rows)) for (name, code), rows in owned.items()]
    every.sort(key=lambda gap: (bool(gap.name), -len(gap.targets), -len(gap.duties)))
    return [gap for gap in every if gap.targets or not gap.name], [gap for gap in every if gap.name and not gap.targets]


def _owners(item: Item) -> list[tuple[str, str]]:
    """Name and code of each owner; a row with two owners is asked of both."""
    return [(owner.name, owner.code) for owner in item.owned_by] or [("", NOBODY)]
