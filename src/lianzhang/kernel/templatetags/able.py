"""`{% who_may "observation.confirm" row %}`: those who may, by post or role, to the one who reads the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from lianzhang.kernel.able import who_may as told

register = template.Library()


@register.simple_tag(takes_context=True)
def who_may(context: Context, permission: str, row: Any = None) -> str:
    return told(permission, row, getattr(context.get("request"), "user", None))
