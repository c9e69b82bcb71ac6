"""Words that lead somewhere: a sentence is a sequence of pieces, each with its place on the target's page. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lianzhang.kernel.metrics import Point, Row

from .wording import point_text

__all__ = ["EVIDENCE", "GOAL", "PARTS", "RELATED", "STANDING", "Piece", "anchor", "figure", "plain"]

GOAL, STANDING, EVIDENCE, RELATED, PARTS = "#goal", "#standing", "#evidence", "#related", "#parts"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and where on the page they lead; "" leads nowhere."""

    text: str
    to: str = ""


def plain(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def anchor(row: Row) -> str:
    """The place of a record on the page that lists it; sets of one kind differ by what narrows them."""
    narrowed = re.sub(r"[^0-9A-Za-z]+", "-", f"-{row.query}") if row.query else ""
    return f"row-{row.kind}-{row.pk}{narrowed}"


def figure(point: Point, unit: str) -> Piece:
    return Piece(point_text(point, unit), f"#{anchor(point.rows[0])}" if point.rows else EVIDENCE)
