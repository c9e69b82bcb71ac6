"""Parts of pages that are put together once for all who would read the same.

`{% kept "table" viewpoint.kept %}...{% endkept %}`: the second argument is a `KeptFor`, or None: then nothing is kept.
What stands within must depend on nothing else: no word of the account that reads it, no form and no token."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple, TypeVar

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token

from lianzhang.kernel.caching import RevisionCache

__all__ = ["FRAGMENTS", "KeptFor", "keep"]

Answer = TypeVar("Answer")

register = template.Library()
FRAGMENTS = RevisionCache(300)
LARGEST = 200_000  # letters of a part of a page: longer ones would fill the memory


class KeptFor(NamedTuple):
    """Who reads what from where, and the state of all that it is put together from."""

    reader: Hashable
    state: Hashable


def keep(part: Hashable, kept_for: KeptFor | None, work: Callable[[], Answer]) -> Answer:
    """`work()`, or what it gave when somebody of the same reach asked for this part in the same state."""
    if not kept_for:
        return work()
    key = (part, kept_for.reader)
    answer: Answer | None = FRAGMENTS.get(key, kept_for.state)
    if answer is None:
        answer = work()
        if not isinstance(answer, str) or len(answer) <= LARGEST:
            FRAGMENTS.put(key, kept_for.state, answer)
    return answer


class KeptNode(Node):
    def __init__(self, nodelist: NodeList, part: FilterExpression, kept_for: FilterExpression) -> None:
        self.nodelist, self.part, self.kept_for = nodelist, part, kept_for

    def render(self, context: Context) -> str:
        part, kept_for = self.part.resolve(context), self.kept_for.resolve(context)
        return keep(part, kept_for, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    _, part, kept_for = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, parser.compile_filter(part), parser.compile_filter(kept_for))
