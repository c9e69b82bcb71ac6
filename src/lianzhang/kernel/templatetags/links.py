"""Links that keep what one looks from: the as-of date and the plan stand in every address.

The context may hold `viewpoint` (at, at_param, plan, plans, query); without it links are plain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import template
from django.conf import settings
from django.forms import BoundField, NumberInput, TextInput
from django.http import QueryDict
from django.template import Context
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lianzhang.kernel.choices import choice_made, is_choice
from lianzhang.kernel.desk import Link
from lianzhang.kernel.forms import words_sent as sent
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.periods import Period, windows
from lianzhang.kernel.row_pages import row_url as url_of

register = template.Library()

FILE_WORDS = (("file-button", "选择文件"), ("file-name", "还没有选文件"))
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def _query(context: Context) -> str:
    query: str = getattr(context.get("viewpoint"), "query", "") or ""
    return query.removeprefix("?")


@lru_cache(maxsize=4096)
def _path(urlconf: str, name: str, args: tuple[Any, ...]) -> str:
    """Where a page lies. Django looks through all addresses anew each time, and a list asks for hundreds."""
    return reverse(name, urlconf, args=args)


@lru_cache(maxsize=512)
def _with(query: str, changes: tuple[tuple[str, Any], ...]) -> str:
    """A page links hundreds of rows with the same few queries, so each is put together once."""
    asked = dict(parse_qsl(query)) | dict(changes)
    given = {key: value for key, value in asked.items() if value not in (None, "")}
    return f"?{urlencode(given)}" if given else ""


@register.simple_tag(takes_context=True)
def at_url(context: Context, name: str, *args: Any, fragment: str = "", **query: Any) -> str:
    """The address of a page: `args` go into the path, `query` behind it; empty values are left out.

    `fragment` names a place on the page."""
    behind = _with(_query(context), tuple(query.items()))
    return _path(get_urlconf() or settings.ROOT_URLCONF, name, args) + behind + (f"#{fragment}" if fragment else "")


@register.simple_tag(takes_context=True)
def link_url(context: Context, link: Link) -> str:
    """The address that a room's link leads to."""
    return at_url(context, link.page, *link.args, fragment=link.fragment, **link.query)


@register.simple_tag(takes_context=True)
def row_url(context: Context, row: Row) -> str:
    """The address of the page that shows a row of evidence (a kernel `Row`)."""
    path, _, own = url_of(row).partition("?")
    return path + _with(_query(context), tuple(parse_qsl(own)))


@register.simple_tag(takes_context=True)
def at_fields(context: Context, *, without: str = "") -> SafeString:
    """Hidden inputs that make a GET form keep the as-of date and the plan."""
    left_out = without.split()
    return _hidden((key, value) for key, value in parse_qsl(_query(context)) if key not in left_out)


@register.simple_tag(takes_context=True)
def other_fields(context: Context, *, without: str) -> SafeString:
    """Hidden inputs for what else stands in the page's address, so that a filter keeps its neighbours."""
    left_out = without.split()
    request = context.get("request")
    asked = request.GET if request else QueryDict()
    return _hidden((key, value) for key, values in asked.lists() if key not in left_out for value in values)


def _hidden(pairs: Iterator[tuple[str, Any]]) -> SafeString:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def room(context: Context, pages: str | tuple[str, ...]) -> dict[str, Any] | None:
    """A room of the house: the address of its door, and whether one stands in it.

    `pages` names the door first, then pages of the room that do not lie below it in the address.
    A room whose pages this installation does not have is None."""
    names = pages.split() if isinstance(pages, str) else pages
    try:
        door_path = reverse(names[0])
    except NoReverseMatch:
        return None
    request = context.get("request")
    here = getattr(getattr(request, "resolver_match", None), "view_name", None)
    below = door_path != "/" and getattr(request, "path", "").startswith(door_path)
    return {"href": door_path + _with(_query(context), ()), "open": below or here in names}


@register.filter
def is_web_address(address: str | None) -> bool:
    """Whether an address from a table may become a link: http and https only, never a script."""
    return (address or "").lower().startswith(("http://", "https://"))


@register.filter
def quarters(plan: Any) -> list[dict[str, Any]]:
    """The plan's quarters, year by year: what the as-of switch offers."""
    years: dict[int, list[dict[str, str]]] = {}
    for period in windows(plan.starts, plan.ends, "quarter"):
        years.setdefault(period.start.year, []).append({"code": period.code, "name": _QUARTERS[_position(period)]})
    return [{"year": year, "quarters": choices} for year, choices in years.items()]


def _position(period: Period) -> int:
    return (period.start.month - 1) // 3


@register.simple_tag(takes_context=True)
def words_sent(context: Context) -> list[str]:
    """What a person wrote in a form whose row is not there."""
    request = context.get("request")
    return sent(request) if request else []


@register.filter
def control(field: BoundField) -> SafeString:
    """A form field's input, dressed as the kit dresses its kind."""
    kinds = {
        "select": "form-select",
        "selectmultiple": "form-select",
        "nullbooleanselect": "form-select",
        "checkbox": "form-check-input",
        "radioselect": "choices",
        "checkboxselectmultiple": "choices",
    }
    dressed = kinds.get(field.widget_type, "form-control")
    given = field.field.widget.attrs.get("class", "")
    invalid = " is-invalid" if field.errors else ""
    attrs: dict[str, str | bool] = {"class": f"{dressed} {given}{invalid}".replace("  ", " ").strip()}
    made = choice_made(field, attrs) if is_choice(field) else field.as_widget(_as_text(field), attrs=attrs)
    return format_html('<span class="file">{}{}</span>', made, file_face()) if "file" in field.widget_type else made


def _as_text(field: BoundField) -> TextInput | None:
    """A number is text: of one that it cannot read, a browser sends nothing, and nobody can say what is wrong."""
    if not isinstance(field.field.widget, NumberInput):
        return None
    return TextInput({"inputmode": "decimal", "autocomplete": "off"})


@register.simple_tag
def file_face() -> SafeString:
    """What is seen of a file's input, which lies over it: a browser's own words are in the browser's tongue."""
    parts = format_html_join("", '<span class="{}">{}</span>', FILE_WORDS)
    return format_html('<span class="file-face" aria-hidden="true">{}</span>', parts)
