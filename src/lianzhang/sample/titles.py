"""Titles held in the made-up city: of the catalogue of its plan, in yearly lists, so many as shili.toml says.

A title that was renamed is granted under its old name before that day and under the new one after it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from .amounts import Array
from .firms import Firms
from .place import SOURCE, YEARS, Place, facts

__all__ = ["titles"]

Rows = dict[str, list[Any]]
COLUMNS = ("kind", "firm", "park", "subject_name", "batch", "granted", "expires", "ended", "end_reason", "source")

SEEN_FROM = date(2023, 12, 31)
FIRST_LIST = 2016
# Where shili.toml does not name a title of the catalogue.
USUAL = {"national": 3, "provincial": 10, "municipal": 18}
# Of the firms of the city, ordered by size, these may be chosen for a title.
REACH = {"national": 0.12, "provincial": 0.35, "municipal": 0.5}
LOST = 0.02
PLATFORMS = ("工业互联网平台", "协同创新平台", "公共服务平台", "检验检测平台")


def titles(rng: np.random.Generator, place: Place, firms: Firms, part: float) -> Rows:
    """`part` of the titles are granted, at the least one of those that are granted at all."""
    rows: Rows = {name: [] for name in COLUMNS}
    kinds = {kind["id"]: kind for kind in place.kinds}
    later = {kind["renamed_to"] for kind in place.kinds if kind["renamed_to"]}
    for code, kind in kinds.items():
        if code in later and code not in facts()["titles"]:
            continue  # granted as what the earlier title became
        counts = _per_year(kind, facts()["titles"].get(code, {"held": USUAL[kind["level"]]}), part)
        subjects = _subjects(rng, place, firms, kind, sum(counts.values()))
        for year, count in counts.items():
            day = date(year, 3 + len(code) % 9, 1 + (7 * len(code)) % 27)
            named = kinds[_named_on(kind, day)]
            for _ in range(count):
                _grant(rows, rng, named, day, next(subjects))
    return rows


def _named_on(kind: dict[str, Any], day: date) -> str:
    renamed = kind["renamed_to"] and kind["renamed_on"] and kind["renamed_on"] <= day
    return kind["renamed_to"] if renamed else kind["id"]


def _per_year(kind: dict[str, Any], figures: dict[str, Any], part: float) -> dict[int, int]:
    """How many are granted in each year."""
    if "yearly" in figures:
        return {year: _part(count, part) for year, count in zip(YEARS, figures["yearly"], strict=True)}
    held = _part(figures["held"], part)
    begun, ended = figures.get("years", (FIRST_LIST, SEEN_FROM.year + 1))
    valid = -(-kind["valid_months"] // 12) if kind["valid_months"] else SEEN_FROM.year
    years = range(max(begun, SEEN_FROM.year - valid + 1), min(ended, SEEN_FROM.year) + 1)
    weights = np.arange(1, len(years) + 1)
    upto = np.round(np.cumsum(weights) / weights.sum() * held).astype(int)
    counts = dict(zip(years, np.diff(upto, prepend=0).tolist(), strict=True))
    usual = -(-held // len(years))
    around = {years[0] - 1: usual * 2 // 3, years[-1] + 1: usual // 2}  # a list that ran out, and the newest
    return counts | {year: count for year, count in around.items() if begun <= year <= ended and year not in counts}


def _part(count: int, part: float) -> int:
    return max(round(count * part), 1) if count else 0


def _subjects(rng: np.random.Generator, place: Place, firms: Firms, kind: dict[str, Any], count: int) -> Any:
    """Who is given the title, each once while there are enough."""
    subjects: list[tuple[int | None, str | None, str]]
    match kind["subject"]:
        case "park":
            parks = [each["id"] for each in facts()["parks"]]
            subjects = [(None, parks[number % len(parks)], _part_of(number // len(parks))) for number in range(count)]
        case "cluster":
            names = list(place.chain_names.values())
            subjects = [
                (None, None, _cluster(names[number % len(names)], number // len(names))) for number in range(count)
            ]
        case subject:
            chosen = _chosen(rng, firms, kind["level"], count)
            subjects = [(firm, None, _thing(subject, place, firms, firm, turn)) for turn, firm in enumerate(chosen)]
    return iter(subjects)


def _part_of(turn: int) -> str:
    """A park that holds a title a second time holds it for another part of itself."""
    return f"第{turn + 1}片区" if turn else ""


def _cluster(chain: str, turn: int) -> str:
    return f"示例市{chain}产业集群{_part_of(turn)}"


def _chosen(rng: np.random.Generator, firms: Firms, level: str, count: int) -> list[int]:
    """Among the larger firms that were there in time, without order."""
    weight = np.where(firms.counted & (firms.founded < np.datetime64(f"{FIRST_LIST}-01-01")), firms.size, 0)
    able: Array = np.argsort(-weight, kind="stable")[: int((weight > 0).sum())]
    able = able[: max(round(len(able) * REACH[level]), min(count, len(able)), 1)]
    mixed = rng.permutation(able).tolist()
    return [mixed[number % len(mixed)] for number in range(count)] if mixed else []


def _thing(subject: str, place: Place, firms: Firms, firm: int, turn: int) -> str:
    """The product or platform that holds it; nothing where the firm itself does."""
    if subject == "product":
        words = place.trades[firms.trade[firm]].words
        return f"示例牌{words[turn % len(words)]}（{turn + 1}型）"
    return f"示例{PLATFORMS[turn % len(PLATFORMS)]}{turn + 1:02}" if subject == "platform" else ""


def _grant(rows: Rows, rng: np.random.Generator, kind: dict[str, Any], day: date, subject: Any) -> None:
    firm, park, name = subject
    expires = _months_later(day, kind["valid_months"]) if kind["valid_months"] else None
    ended = date(day.year + 1, 6, 30) if rng.random() < LOST and day.year < SEEN_FROM.year - 1 else None
    reason = "复核没有通过（示例）" if ended else ""
    values = (kind["id"], firm, park, name, f"{day.year}年度", day, expires, ended, reason, SOURCE)
    for column, value in zip(rows.values(), values, strict=True):
        column.append(value)


def _months_later(day: date, months: int) -> date:
    """The last day of so many months: the day before the one of the same number."""
    year, month = divmod(day.month - 1 + months, 12)
    return date.fromordinal(date(day.year + year, month + 1, day.day).toordinal() - 1)
