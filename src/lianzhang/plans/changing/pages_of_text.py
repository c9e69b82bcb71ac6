"""A paper's text with its proposals marked, a page at a time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .proposals import Proposed

__all__ = ["Piece", "TextPage", "page_of_text", "text_pages"]

PAGE = 1_800  # characters, at the end of a paragraph


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; of a proposal that is marked there, or of one that only begins there (`text` blank)."""

    text: str
    proposed: Proposed | None = None


@dataclass
class TextPage:
    start: int
    end: int
    paragraphs: list[list[Piece]] = field(default_factory=list)


def text_pages(text: str) -> list[tuple[int, int]]:
    """Where each page begins and ends."""
    cuts, begun = [0], 0
    for at, letter in enumerate(text):
        if letter == "\n" and at - begun >= PAGE:
            cuts.append(at + 1)
            begun = at + 1
    if cuts[-1] < len(text) or len(cuts) == 1:
        cuts.append(len(text))
    return list(pairwise(cuts))


def page_of_text(text: str, bounds: tuple[int, int], proposals: Sequence[Proposed]) -> TextPage:
    """Goals are marked; what else is proposed is noted where its passage begins."""
    start, end = bounds
    page = TextPage(start, end)
    here = [each for each in proposals if start <= each.row.passage.start < end]
    at, paragraph = start, list[Piece]()
    for each in here:
        begins, ends = each.row.passage.start, min(each.row.passage.end, end)
        if begins < at and each.kind == "targets":
            begins = at
        if begins > at:
            paragraph = _add(page, paragraph, text[at:begins])
            at = begins
        if each.kind == "targets" and ends > at:
            paragraph.append(Piece(text[at:ends].replace("\n", ""), each))
            at = ends
        else:
            paragraph.append(Piece("", each))
    paragraph = _add(page, paragraph, text[at:end])
    if paragraph:
        page.paragraphs.append(paragraph)
    return page


def _add(page: TextPage, paragraph: list[Piece], text: str) -> list[Piece]:
    """Plain text, a paragraph a line; the last is still open."""
    *whole, last = text.split("\n")
    for line in whole:
        paragraph.append(Piece(line))
        if any(piece.text.strip() or piece.proposed for piece in paragraph):
            page.paragraphs.append(paragraph)
        paragraph = []
    if last:
        paragraph.append(Piece(last))
    return paragraph
