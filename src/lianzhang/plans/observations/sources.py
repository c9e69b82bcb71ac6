"""Sources that reports name: found among those the plan knows, else kept as new ones, each once."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from lianzhang.plans.models import Plan, Source

from .entries import NewSource

__all__ = ["Ambiguous", "code_for", "get_or_create_source", "known_source"]


class Ambiguous(ValueError):
    """Several sources fit what was written; the message is for the person who wrote it."""


def known_source(written: NewSource, sources: Iterable[Source]) -> Source | None:
    """The one source that has this title and whatever else was written. Raises Ambiguous."""
    fitting = [source for source in sources if _fits(written, source)]
    exact = [source for source in fitting if _texts(source) == _texts(written)]
    if len(exact) == 1:
        return exact[0]
    if len(fitting) > 1:
        raise Ambiguous(f"有{len(fitting)}个来源都叫《{written.title}》；请补写发布者、日期或网址来区分")
    return fitting[0] if fitting else None


def _texts(source: Source | NewSource) -> tuple[object, ...]:
    return source.title, source.publisher, source.date, source.address


def _fits(written: NewSource, source: Source) -> bool:
    pairs = zip(_texts(written), _texts(source), strict=True)
    return all(not asked or asked == has for asked, has in pairs)


def code_for(written: NewSource) -> str:
    """A code that follows from the source itself, so that two who write it make one row."""
    texts = "\n".join(str(text or "") for text in _texts(written))
    return "s-" + sha256(texts.encode()).hexdigest()[:16]


def get_or_create_source(plan: Plan, written: NewSource) -> Source:
    """The plan's source with exactly these words, made when there is none."""
    words = {name: getattr(written, name) for name in NewSource.__slots__}
    known = plan.sources.filter(**words).first()
    if known:
        return known
    return Source.objects.get_or_create(plan=plan, code=code_for(written), defaults=words)[0]
