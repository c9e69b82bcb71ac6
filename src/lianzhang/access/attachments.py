"""Who reaches a paper: whoever sees the row it proves; who adds or removes one: whoever acts on that row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.http import Http404

from lianzhang.access.permissions import Permission
from lianzhang.records.api import attachments_of, label_of
from lianzhang.records.models import Attachment

from .row_policy import get_visible_or_404, may

__all__ = ["fetch_attachment", "fetch_subject", "may_remove", "shown", "takes_attachments"]

# Which of a row's papers a person reads; all of them where a room says nothing else.
Readable = Callable[[Any, Any, Iterable[Attachment]], list[Attachment]]

_TAKING: dict[str, type[Model]] = {}
_READABLE: dict[str, Readable] = {}


def takes_attachments(model: type[Model], readable: Readable | None = None) -> None:
    """Rows of `model` can have papers. Rooms say so in scope.py.

    `readable(user, row, papers)`: those of a row in sight that `user` may read, where that is not all of them."""
    _TAKING[label_of(model)] = model
    if readable:
        _READABLE[label_of(model)] = readable


def _read_by(user: Any, row: Model, papers: Iterable[Attachment]) -> list[Attachment]:
    readable = _READABLE.get(label_of(type(row)))
    return readable(user, row, papers) if readable else list(papers)


def fetch_subject(user: Any, kind: str, pk: int) -> Model:
    """The row that papers belong to. Raises Http404 for one out of sight, and for kinds that have none."""
    if kind not in _TAKING:
        raise Http404
    return get_visible_or_404(user, _TAKING[kind], pk=pk)


def fetch_attachment(user: Any, pk: int) -> tuple[Attachment, Model]:
    """A paper and the row it belongs to. Raises Http404 when that row is out of sight or gone,
    or the paper is not for them."""
    attachment = Attachment.objects.filter(pk=pk).first()
    if attachment is None:
        raise Http404
    kind, _, key = attachment.subject.partition(":")
    row = fetch_subject(user, kind, int(key))
    if not _read_by(user, row, [attachment]):
        raise Http404
    return attachment, row


def may_remove(user: Any, attachment: Attachment, row: Model) -> bool:
    """One's own, or anybody's with a permission of its own."""
    if attachment.account == user.get_username():
        return may(user, Permission.ADD_ATTACHMENT, row)
    return may(user, Permission.REMOVE_ATTACHMENT, row)


def shown(user: Any, row: Model) -> list[tuple[Attachment, bool]]:
    """The papers of a row in sight, each with whether `user` may remove it."""
    return [(attachment, may_remove(user, attachment, row)) for attachment in _read_by(user, row, attachments_of(row))]
