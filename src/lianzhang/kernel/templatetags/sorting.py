"""The heading of a column that a list can be sorted by."""

from __future__ import annotations

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianzhang.kernel.sorting import ORDER

register = template.Library()


@register.simple_tag(takes_context=True)
def sort_head(context: Context, code: str, title: str, *, number: bool = False, note: str = "") -> SafeString:
    """`{% sort_head "output" "产值（万元）" number=True %}`: a link that sorts, numbers the largest first, words the
    first first; then the other way round, then as the list is by itself. `note` stands smaller below."""
    params: QueryDict = context["request"].GET
    now = params.get(ORDER, "")
    ways = [f"-{code}", code] if number else [code, f"-{code}"]
    following = [*ways, ""][ways.index(now) + 1] if now in ways else ways[0]
    query = params.copy()
    for name in ("page", "sort", ORDER):
        query.pop(name, None)
    if following:
        query[ORDER] = following
    state = {code: "ascending", f"-{code}": "descending"}.get(now)
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}</a>{}</th>',
        format_html(' class="{}"', "n") if number else "",
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        title,
        format_html("<small>{}</small>", note) if note else "",
    )
