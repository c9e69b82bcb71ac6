"""`{% sentence %}`: Chinese is written without blanks, so a sentence may stand on many lines of a template."""

from __future__ import annotations

import re
from typing import cast

from django import template
from django.template.base import Node, NodeList, Origin, Parser, Token, TokenType
from django.template.context import Context
from django.template.loader_tags import do_include
from django.utils.safestring import SafeString

register = template.Library()

# Blanks that are no blanks between words of Latin letters; a full-width space is a character like any other.
_BLANKS = re.compile(r"(?<![A-Za-z0-9-])[ \t\r\n]+(?![A-Za-z0-9-])")
_EDGES = " \t\r\n"


class _Included(Node):
    """Another template within a sentence; its file ends with a line break."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def render(self, context: Context) -> str:
        return self.node.render(context).strip(_EDGES)


class _Sentence(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


@register.tag
def sentence(parser: Parser, _token: Token) -> _Sentence:
    """Drop the blanks and line breaks of the source between text, values and tags up to `{% endsentence %}`.

    Within markup they stay, and beside a Latin letter or digit of the same stretch of text. Write `&#32;` for a blank.
    """
    in_markup = False
    ahead = cast(list[Token], parser.tokens)[::-1]  # the next one stands last
    for each in ahead:
        if each.token_type is TokenType.BLOCK and each.contents == "endsentence":
            break
        if each.token_type is TokenType.TEXT:
            each.contents, in_markup = _closed_up(each.contents, in_markup)
    tags = parser.tags
    parser.tags = tags | {"include": _include}
    nodes = parser.parse(("endsentence",))
    parser.tags = tags
    parser.delete_first_token()
    return _Sentence(nodes)


def _include(parser: Parser, token: Token) -> _Included:
    node = do_include(parser, token)
    node.token, node.origin = token, cast(Origin, parser.origin)  # as the parser sets them on what it is handed
    return _Included(node)


def _closed_up(text: str, in_markup: bool) -> tuple[str, bool]:
    """The text without blanks outside of markup, and whether it ends within a tag."""
    parts = []
    for part in re.split(r"([<>])", text):
        if part in ("<", ">"):
            in_markup = part == "<"
        elif not in_markup:
            part = _BLANKS.sub("", part.strip(_EDGES))
        parts.append(part)
    return "".join(parts), in_markup
