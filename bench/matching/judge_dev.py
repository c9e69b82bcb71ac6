"""Writes queries_dev.csv and judgements_dev.csv from keys_dev.csv, which says of each need what answers it.

Run as `python -m bench.matching.judge_dev`. `makes` names concepts: `concept` (all its firms have grade 2, those of its
close concepts 1), `concept/pattern/` (grade 2 where the phrase matches, else 1), `concept/pattern/!` (else 0). Firms of
the concepts in `near` have grade 1."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

from bench.matching.make_capabilities import compose_firms, read_concepts

FOLDER = Path(__file__).parent
KEY = re.compile(r"(?P<concept>\w+)(?:/(?P<pattern>.*?)/)?(?P<strict>!)?(?:,|$)")


def judge(
    makes: str, near: str, firms: dict[str, list[tuple[str, str]]], close: dict[str, list[str]]
) -> dict[str, int]:
    """The grade of each firm that answers at all."""
    grades: dict[str, int] = defaultdict(int)
    for key in KEY.finditer(makes):
        pattern = re.compile(key["pattern"] or "")
        for firm, phrase in firms[key["concept"]]:
            matches = pattern.match(phrase) if pattern.pattern.startswith("(?!") else pattern.search(phrase)
            grades[firm] = max(grades[firm], 2 if matches else 0 if key["strict"] else 1)
        if not key["pattern"] and not key["strict"]:
            near += " " + " ".join(close[key["concept"]])
    for concept in near.split():
        for firm, _ in firms[concept]:
            grades[firm] = max(grades[firm], 1)
    return {firm: grade for firm, grade in sorted(grades.items()) if grade}


def main() -> None:
    firms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for phrase in compose_firms():
        firms[phrase.concept].append((phrase.firm, phrase.text))
    close = {row["concept"]: row["close"].split() for row in read_concepts()}
    with (FOLDER / "keys_dev.csv").open(encoding="utf-8", newline="") as file:
        keys = list(csv.DictReader(file))
    _write("queries_dev.csv", ("id", "kind", "query"), [(key["id"], key["kind"], key["query"]) for key in keys])
    judged = [
        (key["id"], firm, grade)
        for key in keys
        for firm, grade in judge(key["makes"], key["near"], firms, close).items()
    ]
    _write("judgements_dev.csv", ("query", "firm", "grade"), judged)


def _write(name: str, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([heads, *rows])


if __name__ == "__main__":
    main()
