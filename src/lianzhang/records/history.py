"""What happened to one row, in words: what the log says, and what other rooms know of it, such as an import.

Whoever asks has come to the row through the door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model

from .models import AuditEvent
from .subjects import subject_of
from .words import act_word, fact_word, value_word

__all__ = [
    *("Happening", "HistoryWords", "Said", "changes_since", "declare_history", "history_of", "last_change"),
    *("last_words", "register_history"),
]

# Facts worth a line of their own, with the word before them; an event says what changed field by field besides.
TOLD = {
    "chain": "产业链",
    "other": "另一家",
    "into": "并入",
    "post": "岗位",
    "title": "内容",
    "ends_source": "依据",
    "file": "文件",
    "reason": "理由",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `changed`: the row is another since, where papers or explanations leave it as it is.

    `post` and `address` say of an act on many rows from where it was done; blank where that is not told."""

    at: datetime
    by: str
    act: str
    details: tuple[str, ...] = ()
    changed: bool = True
    post: str = ""
    address: str = ""


def _as_it_stands(_name: str, value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryWords:
    """How the page of a kind of row tells its history; what is not named here is told in the house's words.

    `acts`: what the page calls an act. `facts`: facts told besides what changed, with the word before them ("" for
    none), in order. `fields`: titles of fields that change. `shown` makes a value ready to be read.
    """

    acts: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=lambda: TOLD)
    fields: Mapping[str, str] = field(default_factory=dict)
    shown: Callable[[str, Any], Any] = _as_it_stands


# Of a row, and of others that belong to it, what the log does not hold under their names.
Provider = Callable[[Sequence[Model]], Iterable[Happening]]

HOUSE = HistoryWords()
_WORDS: dict[type[Model], HistoryWords] = {}
_PROVIDERS: list[Provider] = []
_OF_PARTS: list[Provider] = []


def declare_history(model: type[Model], words: HistoryWords) -> None:
    """Say how rows of `model` tell their history. Raises ValueError when two do."""
    if _WORDS.setdefault(model, words) is not words:
        raise ValueError(f"the history of {model._meta.label} is declared twice")


def register_history(provider: Provider, *, of_parts: bool = False) -> None:
    """Let a room above add what it knows; with `of_parts` of what hangs on a row too, of which it may read the key."""
    for providers in (_PROVIDERS, *([_OF_PARTS] if of_parts else [])):
        if provider not in providers:
            providers.append(provider)


def history_of(
    row: Model, *others: Model, besides: Iterable[Model] = (), untold: Iterable[str] = ()
) -> list[Happening]:
    """What happened to one row, oldest first, with what happened to `others` that belong to it.

    Of `besides`, which hang on it and have a history of their own, only what the log does not hold under their names,
    told by those who registered for it: no more than their keys need be loaded.
    `untold` are acts that speak of rows which whoever asks does not see.
    """
    rows = (row, *others)
    events = AuditEvent.objects.filter(subject__in=[subject_of(each) for each in rows]).order_by("pk")
    if untold:
        events = events.exclude(action__in=untold)
    words = _WORDS.get(type(row), HOUSE)
    logged = [_happening(event, type(row), words, words.acts) for event in events]
    parts = tuple(besides)
    of_rows = [each for provider in _PROVIDERS for each in provider((*rows, *parts) if provider in _OF_PARTS else rows)]
    return sorted([*of_rows, *logged], key=lambda each: each.at)


def changes_since(row: Model, count: int) -> list[Happening]:
    """The last `count` changes of a row, oldest first: what somebody has not seen whose version is that much behind."""
    return [each for each in history_of(row) if each.changed][-count:] if count > 0 else []


def last_change(row: Model) -> Happening | None:
    """Who changed it last, and when, in the house's words; None where only a load did."""
    event = AuditEvent.objects.filter(subject=subject_of(row)).order_by("pk").last()
    logged = [_happening(event, type(row), _WORDS.get(type(row), HOUSE), {})] if event else []
    told = [each for provider in _PROVIDERS for each in provider((row,))]
    return max((*told, *logged), key=lambda each: each.at, default=None)


class Said(NamedTuple):
    """What somebody said with an act, "" where it had no words; when, and from which post."""

    words: str
    at: datetime
    post: str


def last_words(rows: Iterable[Model], acts: Iterable[str]) -> dict[Any, Said]:
    """By key what was said last of each row in one of `acts`. One query."""
    keys = {subject_of(row): row.pk for row in rows}
    events = AuditEvent.objects.filter(subject__in=keys, action__in=list(acts)).order_by("pk") if keys else ()
    return {keys[each.subject]: Said(str(each.facts.get("reason") or ""), each.at, each.post) for each in events}


def _happening(event: AuditEvent, model: type[Model], words: HistoryWords, acts: Mapping[str, str]) -> Happening:
    changed = "changes" in event.facts or isinstance(event.facts.get("state"), list)
    act = acts.get(event.action) or act_word(event.action)
    return Happening(event.at, event.by, act, tuple(_details(event.facts, model, words)), changed)


def _details(facts: Mapping[str, Any], model: type[Model], words: HistoryWords) -> Iterator[str]:
    for name, title in words.facts.items():
        if facts.get(name) and not isinstance(facts[name], list):
            text = words.shown(name, facts[name])
            yield f"{title}：{text}" if title else str(text)
    # Events of earlier releases hold what changed beside the other facts, as pairs.
    pairs = facts.get("changes") or {name: facts[name] for name in words.fields if isinstance(facts.get(name), list)}
    for name, (was, now) in pairs.items():
        old, new = (value_word(model, name, words.shown(name, value)) for value in (was, now))
        yield f"{words.fields.get(name) or fact_word(model, name)}：{old} → {new}"
