"""Judge the test queries by their keys: the table of concepts and each phrase's limits decide the grades.

Run as `python -m bench.matching.judge`. It reads keys_test.csv and writes judgements_test.csv beside it.

A key is a list parted by `;` of `concept`, `concept~pattern`, `concept!pattern` or `concept~pattern!pattern`: the
phrases of the concept that match the first regular expression and not the second. Where a key has a pattern, phrases
that give no limits count as `close`, as nobody knows; a leading `^` turns that off. `exact` earns 2, `close` 1; an
empty `close` takes the concepts that the table names, `-` takes none."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from bench.matching.make_capabilities import Phrase, compose_firms, read_concepts

FOLDER = Path(__file__).parent
KEY = re.compile(r"(?P<sure>\^?)(?P<concept>\w+)(?:~(?P<has>[^!]+))?(?:!(?P<lacks>.+))?")


def judge(exact: str, close: str, phrases: list[Phrase]) -> dict[str, int]:
    """Return the grade, 2 or 1, of every firm that the keys name; raise ValueError for a key that names nobody."""
    grades: dict[str, int] = {}
    for key in _keys(close or ";".join(_neighbours(exact))):
        _grade(grades, key, phrases, 1)
    for key in _keys(exact):
        _grade(grades, key, phrases, 2)
    return grades


def _keys(text: str) -> list[re.Match[str]]:
    keys = [KEY.fullmatch(part) for part in text.split(";") if part not in {"", "-"}]
    if None in keys:
        raise ValueError(f"no key: {text}")
    return [key for key in keys if key]


def _neighbours(exact: str) -> list[str]:
    close = {row["concept"]: row["close"].split() for row in read_concepts()}
    return sorted({near for key in _keys(exact) for near in close[key["concept"]]})


def _grade(grades: dict[str, int], key: re.Match[str], phrases: list[Phrase], grade: int) -> None:
    of_concept = [phrase for phrase in phrases if phrase.concept == key["concept"]]
    fitting = [phrase for phrase in of_concept if _fits(phrase.text, key)]
    if not fitting:
        raise ValueError(f"nobody: {key.group()}")
    unknown = [phrase for phrase in of_concept if not phrase.specified and (key["has"] or key["lacks"])]
    if grade == 2 and not key["sure"]:
        for phrase in unknown:
            grades[phrase.firm] = max(grades.get(phrase.firm, 0), 1)
        fitting = [phrase for phrase in fitting if phrase not in unknown]
    for phrase in fitting:
        grades[phrase.firm] = max(grades.get(phrase.firm, 0), grade)


def _fits(text: str, key: re.Match[str]) -> bool:
    has, lacks = key["has"], key["lacks"]
    return (not has or re.search(has, text) is not None) and (not lacks or re.search(lacks, text) is None)


def main() -> None:
    phrases = compose_firms()
    with (FOLDER / "keys_test.csv").open(encoding="utf-8", newline="") as file:
        keys = list(csv.DictReader(file))
    with (FOLDER / "judgements_test.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["query", "firm", "grade"])
        for key in keys:
            grades = judge(key["exact"], key["close"], phrases)
            writer.writerows((key["query"], firm, grades[firm]) for firm in sorted(grades))


if __name__ == "__main__":
    main()
