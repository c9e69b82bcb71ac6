"""What bodies and areas are called: the steering body and its office, the whole area, its parts, its chiefs.

Each plan says its own words. Texts that name them stand as patterns, "请{office}办理", and are filled by `spoken`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import lazy

__all__ = ["TERMS", "Vocabulary", "speaking", "spoken", "spoken_lazy", "vocabulary", "words"]

CITY = "city"
_TERM = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one plan or, without a plan, of a kind of region."""

    steering: str  # 市工促委
    office: str  # 市工促办
    head: str  # 总链长
    chief: str  # 链长, 群链长, 盟会长
    whole: str  # 全市
    own: str  # 本市
    here: str  # 市里
    inside: str  # 市内
    outside: str  # 市外
    areas: str  # 县（市、区）
    level: str  # 市, as in 市统计局
    government: str  # 市政府
    leader: str  # 市政府分管副市长: an example of an office held
    steering_full: str = ""
    office_full: str = ""
    supervision: str = ""  # 示例工促办督, before 〔2023〕17号

    def fill(self, text: str) -> str:
        """A pattern with the words put in; braces that name none of them stay."""
        return _TERM.sub(lambda term: getattr(self, term[1]) if term[1] in TERMS else term[0], text)


# By term, its name for the person who writes a plan.
TERMS: dict[str, str] = {
    "steering": "领导机构简称",
    "steering_full": "领导机构全称",
    "office": "办事机构简称",
    "office_full": "办事机构全称",
    "supervision": "督办文号的字头",
    "head": "总链长的称呼",
    "chief": "链长的称呼",
    "whole": "整个区域",
    "own": "本地",
    "here": "上级所在",
    "inside": "区域以内",
    "outside": "区域以外",
    "areas": "下辖区域",
    "level": "层级",
    "government": "政府",
    "leader": "分管负责人示例",
}


@cache
def _defaults() -> dict[str, Vocabulary]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {kind: Vocabulary(**each) for kind, each in table.items()}


def vocabulary(kind: str, said: Mapping[str, str] | None = None) -> Vocabulary:
    """The words for a kind of region, with those put in that a plan says itself."""
    known = _defaults()
    own = {name: word for name, word in (said or {}).items() if word and name in TERMS}
    return Vocabulary(**{**asdict(known.get(kind, known[CITY])), **own})


_now: ContextVar[Callable[[], Vocabulary] | None] = ContextVar("words spoken", default=None)


@contextmanager
def speaking(source: Callable[[], Vocabulary]) -> Iterator[None]:
    """Let all that is told meanwhile be told in these words; they are asked for once, and only where one is needed."""
    token = _now.set(cache(source))
    try:
        yield
    finally:
        _now.reset(token)


def words() -> Vocabulary:
    """The words spoken now; where nobody says whose, those of a city."""
    source = _now.get()
    return source() if source else _defaults()[CITY]


def spoken(text: str) -> str:
    """A pattern with the words spoken now."""
    return words().fill(text)


# For labels and help that are written once and read in every request, as Django's lazy translations are.
spoken_lazy: Callable[[str], Any] = lazy(spoken, str)
