"""The figures' way into templates: filters that write values, and the lights as shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from lianzhang.kernel import formatting

register = template.Library()

_TAG_OR_DAY = re.compile(r"<[^>]*>|(\d{4}-\d\d-\d\d)")

# Outlines on a 12 by 12 field. Each differs in shape, so none is told by colour alone.
_SHAPES = {
    "met": '<circle cx="6" cy="6" r="5.5" fill="currentColor"/>',
    "on_course": '<circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor"'
    ' stroke-width="1.5"/><path d="M6 1.25a4.75 4.75 0 0 0 0 9.5z" fill="currentColor"/>',
    "running": '<circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor"'
    ' stroke-width="1.5"/><path d="M6 3v3.25l2.25 1.25" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "behind": '<path d="M6 .75 11.75 11H.25z" fill="currentColor"/>',
    "missed": '<path d="M1 1h10v10H1z" fill="currentColor"/>',
    "not_due": '<path d="M1 4.75h10v2.5H1z" fill="currentColor"/>',
    "unknown": '<circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "watched": '<circle cx="6" cy="6" r="2" fill="currentColor"/>',
}


def _mark(state: str, *, word: bool, label: str) -> str:
    naming = "" if word else f' role="img" aria-label="{label}"'
    hidden = ' aria-hidden="true"' if word else ""
    title = "" if word else f"<title>{label}</title>"
    size = 'width="12" height="12" viewBox="0 0 12 12"'
    drawn = f'<svg class="mark" {size} focusable="false"{hidden}{naming}>{title}{_SHAPES[state]}</svg>'
    text = f"<span>{label}</span>" if word else ""
    return f'<span class="light light-{state}">{drawn}{text}</span>'


# Pages draw hundreds of lights; the usual ones are made once.
_WITH_WORD = {s: mark_safe(_mark(s, word=True, label=w)) for s, w in formatting.LIGHTS.items()}  # noqa: S308
_MARK_ONLY = {s: mark_safe(_mark(s, word=False, label=w)) for s, w in formatting.LIGHTS.items()}  # noqa: S308


@register.simple_tag
def light(state: str, label: str | None = None, *, mark: bool = False) -> SafeString:
    """The light of a state with its word; `mark` draws the shape alone, named for screen readers.

    `label` says something else than the state's word, such as "national little giants: met"."""
    state = str(state)
    if label is None:
        return (_MARK_ONLY if mark else _WITH_WORD)[state]
    return mark_safe(_mark(state, word=not mark, label=format_html("{}", label)))  # noqa: S308


@register.filter
def lights(counts: Mapping[str, int]) -> list[formatting.Light]:
    """Counts by state, in order, ready to loop over."""
    return formatting.lights(counts)


@register.filter
def light_word(state: str) -> str:
    return formatting.LIGHTS[str(state)]


@register.filter
def number(value: Decimal | int | float | None, places: int | None = None) -> str:
    return formatting.number(value, places)


@register.filter
def percent(share: Decimal | float | None, places: int | None = None) -> str:
    """A share of one: 0.382 is 38.2%."""
    return formatting.percent(share, places)


@register.filter
def svg_percent(share: float) -> str:
    """The same as a length in a drawing: always with a point, never with a comma."""
    return f"{100 * min(max(share, 0), 1):.2f}%"


@register.filter
def signed(value: Decimal | int | float | None, places: int | None = None) -> str:
    return formatting.signed(value, places)


@register.simple_tag
def amount(value: Decimal | int | None, unit: str = "", precision: str = "exact") -> str:
    """A figure with its unit and precision, in running text."""
    return formatting.amount(value, unit, precision)


@register.simple_tag
def figure(value: Decimal | int | None, unit: str = "", precision: str = "exact") -> dict[str, str]:
    """The parts of a figure, to be set in different sizes: before (超), number, unit."""
    if value is None:
        return {"before": "", "number": formatting.NONE, "unit": ""}
    shown, shown_unit = formatting.scaled(value, unit)
    before = formatting.PRECISIONS.get(str(precision), "")
    return {"before": before, "number": formatting.number(shown), "unit": shown_unit}


@register.simple_tag
def parted(text: str) -> tuple[str, str]:
    """A figure in words as its number and its unit, for two columns of a table."""
    return formatting.parted(text)


@register.filter
def day(value: date | None) -> str:
    return formatting.day(value)


@register.filter
def unbroken(html: str) -> SafeString:
    """Page text in which no line breaks within a day: a browser would break 2023-12-31 at its hyphens."""
    return mark_safe(_TAG_OR_DAY.sub(_unbroken, conditional_escape(html)))  # noqa: S308


def _unbroken(match: re.Match[str]) -> str:
    return f'<span class="nowrap">{match[1]}</span>' if match[1] else match[0]


@register.filter
def moment(value: datetime | None) -> str:
    return formatting.moment(value)


@register.filter
def quarter(value: date | None) -> str:
    return formatting.quarter(value)


@register.simple_tag
def span(start: date | None, end: date | None) -> str:
    return formatting.span(start, end)


@register.filter
def as_of(at: date | None, written: str = "") -> str:
    return formatting.as_of(at, written)
