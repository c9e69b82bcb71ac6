"""A list as somebody narrowed it, kept under a name for oneself. Nothing of the register changes: nothing is logged."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import SavedView
from lianzhang.work.api import action

__all__ = ["VIEWS_ALLOWED", "delete_view", "save_view"]

VIEWS_ALLOWED = 20


@action
def save_view(*, title: str, query: str, by: User) -> SavedView:
    """Under a name that is taken the view is written anew. What narrows nothing is no view."""
    title, query = title.strip(), urlencode(sorted(QueryDict(query).items()))
    if not query:
        raise ValidationError("现在没有筛选条件，不用存；请先筛选。")
    own = SavedView.objects.filter(user=by, list="firms")
    if not own.filter(title=title).exists() and own.count() >= VIEWS_ALLOWED:
        raise ValidationError(f"常用筛选最多存{VIEWS_ALLOWED}个；请先删掉不用的。")
    row, _ = SavedView.objects.update_or_create(user=by, list="firms", title=title, defaults={"query": query})
    return row


@action
def delete_view(*, view: SavedView, by: User) -> None:
    if view.user_id != by.pk:
        raise PermissionDenied
    SavedView.objects.filter(pk=view.pk).delete()
