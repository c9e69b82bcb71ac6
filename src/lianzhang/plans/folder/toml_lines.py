"""On which line of plan.toml a section or a key stands, so that a fault in it is told at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["Lines", "lines_of"]

# By section and key, and by section and "" where a section begins.
Lines = Mapping[tuple[str, str], int]

SECTION = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+\s*(#.*)?$")
KEY = re.compile(r"""\s*(["']?)([^"'=\s]+)\1\s*=""")
LONG_TEXT = re.compile(r'"""|\'\'\'')


def lines_of(text: str) -> Lines:
    """The first line of each; what stands within a text of several lines is no key."""
    lines: dict[tuple[str, str], int] = {}
    section, within = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        if not within and (begun := SECTION.match(line)):
            section = begun[1].strip("\"'")
            lines.setdefault((section, ""), number)
        elif not within and (named := KEY.match(line)):
            lines.setdefault((section, named[2]), number)
        within ^= len(LONG_TEXT.findall(line)) % 2 == 1
    return lines
