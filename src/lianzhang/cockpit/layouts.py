"""What stands on the first page of a post: a desk is an ordered list of parts, each a query and a template of its own.

A role names its desk in `access/roles.toml`; a new part is a template `cockpit/parts/<name>.html` that reads `desk`."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LAYOUTS", "USUAL", "Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """`answer` is the sentence at the head, `todo` the title of what waits; `below` stands over the whole width.

    On a phone all stand in this order."""

    answer: str
    todo: str
    wide: tuple[str, ...]
    narrow: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        return f"cockpit/answers/{self.answer}.html"

    @property
    def wide_parts(self) -> list[str]:
        return _templates(self.wide)

    @property
    def narrow_parts(self) -> list[str]:
        return _templates(self.narrow)

    @property
    def below_parts(self) -> list[str]:
        return _templates(self.below)


def _templates(parts: tuple[str, ...]) -> list[str]:
    return [f"cockpit/parts/{part}.html" for part in parts]


LAYOUTS = {
    "chief": Layout("chief", "还要办的", ("decisions", "coming", "todo", "worst"), ("numbers", "moved", "whole")),
    "office": Layout(
        "office", "今天要办", ("todo", "overdue"), ("owing", "deadlines"), ("danger", "trouble", "quality")
    ),
    "unit": Layout("unit", "今天要办", ("todo", "deadlines"), ("moved", "whole"), ("own_targets",)),
    "firm": Layout("firm", "要您办的", ("todo", "asked_for", "owed"), ("promised", "whole")),
    "asked": Layout("asked", "请您回答的", ("todo",), ("moved", "whole"), ("own_targets",)),
}
USUAL = LAYOUTS["asked"]
