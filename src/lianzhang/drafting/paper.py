"""A paper's text without its line breaks and blanks, and for each character where it stands in the source."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .paper_tables import PaperTable, is_row, tables_of

__all__ = ["NUMBERINGS", "WIDE", "Clause", "Paper", "Span", "numeral"]

HAN = "零〇一二两三四五六七八九十百千万"
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
# How clauses are numbered: kind, pattern at the beginning of a line. `{}` stands in the number as it is shown.
NUMBERINGS = (
    ("part", re.compile(rf"第([{HAN}\d]+)([章篇编])"), "第{}{}"),
    ("section", re.compile(rf"第([{HAN}\d]+)(节)"), "第{}{}"),
    ("article", re.compile(rf"第([{HAN}\d]+)(条)(?!产业链)"), "第{}{}"),
    ("han", re.compile(rf"([{HAN}]+)(、)"), "{}"),
    ("han in brackets", re.compile(rf"\(([{HAN}]+)(\))"), "（{}）"),
    ("digits", re.compile(r"(\d{1,2})([.、])(?!\d)"), "{}"),
    ("digits in brackets", re.compile(r"\((\d{1,2})(\))"), "（{}）"),
)
ENDS = "。;:!?"
TITLE = re.compile(r".{4,100}?(?:方案|计划|办法|意见|规划|细则|措施|通知)(?:\((?:20|试行|征求)[^)]*\))?")
TITLE_LONGEST, HEADING_LONGEST = 120, 40
WIDE = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；"})
KEPT = {"“": "“", "”": "”", "—": "—"}


def numeral(text: str) -> int:
    """The number a Chinese numeral or digits stand for: 十二, 一百, 两千, 一百零五; 0 where it is none."""
    if text.isdigit():
        return int(text)
    if all(char in DIGITS for char in text) and len(text) > 1:
        return int("".join(str(DIGITS[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char == "万":
            total, digit = (total + digit) * TENS[char], 0
        else:
            total, digit = total + (digit or 1) * TENS[char], 0
    return total + digit


@dataclass(frozen=True, slots=True)
class Span:
    """A passage: where it begins and ends in the source."""

    start: int
    end: int


@dataclass(slots=True)
class Clause:
    """A numbered clause: `start` to `end` of the plain text, without the clauses below it; what it says begins at
    `body`, behind number and heading."""

    id: str
    number: str
    title: str
    parent: str
    start: int
    body: int = 0
    end: int = 0


def _plain(char: str) -> str:
    """Full-width digits and signs as plain ones; a character stays one character."""
    folded = KEPT.get(char) or unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _numbering(line: str) -> tuple[str, re.Match[str], str] | None:
    for kind, pattern, shown in NUMBERINGS:
        if match := pattern.match(line):
            return kind, match, shown
    return None


@dataclass
class Paper:
    """`plain` is what the rules read; a line of it is a paragraph."""

    source: str
    plain: str = ""
    at: list[int] = field(default_factory=list)
    tables: list[PaperTable] = field(default_factory=list)
    # Where in the plain text the rows of those tables stand; where any other row begins.
    tabled: list[tuple[int, int]] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        chars: list[str] = []
        before = ""
        lines = self._lines()
        self.tables = tables_of(lines)
        tabled = {table.first + at for table in self.tables for at in range(table.heads + len(table.rows))}
        for number, (line, begins) in enumerate(lines):
            alone = number in tabled or number - 1 in tabled or is_row(line)
            if chars and (alone or not _goes_on(before, line)):
                chars.append("\n")
                self.at.append(begins)
            start, cells = len(chars), is_row(line) and number not in tabled
            for offset, char in enumerate(self.source[begins : begins + len(line)]):
                if char == "\t" and cells and len(chars) > start and chars[-1] != "\n":
                    chars.append("\n")
                    self.at.append(begins + offset)
                elif not char.isspace() and char.isprintable():
                    chars.append(_plain(char))
                    self.at.append(begins + offset)
            if cells:
                self.rows.add(start)
            if number in tabled:
                self.tabled.append((start, len(chars)))
            before = line
        self.plain = "".join(chars)

    def _lines(self) -> list[tuple[str, int]]:
        lines, at = [], 0
        for line in self.source.splitlines(keepends=True):
            if line.strip():
                lines.append(("".join(map(_plain, line.rstrip())), at))
            at += len(line)
        return lines

    @cached_property
    def prose(self) -> list[tuple[int, int]]:
        """The sentences outside of tables."""
        starts = [start for start, _ in self.tabled]
        within = [max(0, bisect_right(starts, start) - 1) for start, _ in self.sentences]
        return [
            (start, end)
            for (start, end), place in zip(self.sentences, within, strict=True)
            if not self.tabled or not self.tabled[place][0] <= start < self.tabled[place][1]
        ]

    def span(self, start: int, end: int) -> Span:
        """Where a passage of the plain text stands in the source."""
        if not self.at or start >= len(self.at):
            return Span(0, 0)
        return Span(self.at[start], self.at[max(start, min(end, len(self.at)) - 1)] + 1)

    @cached_property
    def title(self) -> str:
        """The first words that end like a paper's name; else the first line."""
        first = self.plain.split("\n", 1)[0]
        match = TITLE.match(first)
        return (match[0] if match else first)[:TITLE_LONGEST].translate(WIDE)

    @cached_property
    def clauses(self) -> list[Clause]:
        """Every numbered clause in order; a paper without numbers is one clause."""
        return _clauses(self.plain, {start for start, _ in self.tabled}) or [
            Clause("1", "全文", self.title[:HEADING_LONGEST] or "全文", "", 0, 0, len(self.plain))
        ]

    def clause_of(self, at: int) -> Clause:
        """In which clause a place of the source lies."""
        return self.clause_at(max(0, bisect_right(self.at, at) - 1))

    def clause_at(self, at: int) -> Clause:
        """In which clause a place of the plain text lies; the first for what stands before it."""
        return self.clauses[max(0, bisect_right(self.clauses, at, key=lambda clause: clause.start) - 1)]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Begin and end of each sentence, or of its parts between semicolons; a semicolon in brackets ends none."""
        ends, depth = [0], 0
        for at, char in enumerate(self.plain):
            depth += (char in "(〔") - (char in ")〕")
            if char in "。!?\n" or (char == ";" and depth <= 0):
                ends.append(at + 1)
                depth = 0
        return [(start, end) for start, end in pairwise([*ends, len(self.plain)]) if end > start]


def _goes_on(before: str, line: str) -> bool:
    """A line was broken by the page, and goes on in the next."""
    before, line = before.strip(), line.strip()
    if before[-1:] in ENDS or _numbering(line):
        return False
    return not (_numbering(before) and len(before) <= HEADING_LONGEST and "," not in before)


def _clauses(plain: str, tabled: set[int]) -> list[Clause]:
    """Every numbered line; the number of a table's row is none."""
    above: list[tuple[str, str, Clause]] = []
    clauses: list[Clause] = []
    taken: Counter[str] = Counter()
    at = 0
    for line in plain.split("\n"):
        numbered = None if at in tabled else _numbering(line)
        if numbered:
            kind, match, shown = numbered
            while any(kind == each for each, _, _ in above):
                above.pop()
            number = shown.format(match[1], match[2])
            parent = above[-1][2] if above else None
            own = kind in ("part", "section", "article")
            title = _title(line[match.end() :])
            clause = Clause(
                _free(".".join(filter(None, (parent.id if parent else "", str(numeral(match[1]))))), taken),
                number if own or not parent else "".join(each for _, each, _ in above) + number,
                title,
                parent.id if parent else "",
                at,
                at + match.end() + (0 if kind == "article" else len(title) + 1),
            )
            above.append((kind, number, clause))
            clauses.append(clause)
        at += len(line) + 1
    for clause, later in pairwise(clauses):
        clause.end = later.start
    if clauses:
        clauses[-1].end = len(plain)
    return clauses


def _free(wanted: str, taken: Counter[str]) -> str:
    """The id, or one with a number behind it where two clauses have the same number."""
    taken[wanted] += 1
    return wanted if taken[wanted] == 1 else f"{wanted}-{taken[wanted]}"


def _title(text: str) -> str:
    first = re.split("[。;:\n]", text, maxsplit=1)[0]
    return (first if len(first) <= HEADING_LONGEST else first.split(",", 1)[0])[:HEADING_LONGEST] or "（无标题）"
