"""What every form carries that changes anything: Django's token, and with it what the form was opened for.

`{% csrf_token %}` writes both, so that no form that may be sent at all lacks the second. The context may hold
`opened_for`; without it, as for a stranger, the token stands alone."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """The hidden inputs of a POST form."""
    opened = context.get("opened_for")
    text = opened() if callable(opened) else opened
    carried = format_html('<input type="hidden" name="opened_for" value="{}">', text) if text else ""
    return format_html("{}{}", CsrfTokenNode().render(context), carried)
