"""Who reaches a paper: whoever sees the row it proves; who adds or removes one: whoever acts on that row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Model
from django.http import Http404

from lianzhang.access.permissions import Permission
from lianzhang.records.api import attachments_of, label_of
from lianzhang.records.models import Attachment

from .row_policy import get_visible_or_404, may, visible

__all__ = ["Lending", "fetch_attachment", "fetch_subject", "may_remove", "shown", "takes_attachments"]

# Which of a row's papers a person reads; all of them where a room says nothing else.
Readable = Callable[[Any, Any, Iterable[Attachment]], list[Attachment]]


class Lending(NamedTuple):
    """How rows of a kind lend papers to others of it, whoever sees the lender.

    `lender(row)`: whose papers are read with `row`; `borrower(user, key)`: a row in sight to which that of the key
    lends; `lent(lender, papers)`: those that it lends."""

    lender: Callable[[Any], Any]
    borrower: Callable[[Any, int], Any]
    lent: Callable[[Any, Iterable[Attachment]], list[Attachment]]


_TAKING: dict[str, type[Model]] = {}
_READABLE: dict[str, Readable] = {}
_LENDING: dict[str, Lending] = {}


def takes_attachments(model: type[Model], readable: Readable | None = None, lending: Lending | None = None) -> None:
    """Rows of `model` can have papers. Rooms say so in scope.py.

    `readable(user, row, papers)`: those of a row in sight that `user` may read, where that is not all of them."""
    _TAKING[label_of(model)] = model
    if readable:
        _READABLE[label_of(model)] = readable
    if lending:
        _LENDING[label_of(model)] = lending


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
    if borrower := _borrower(user, kind, int(key), attachment):
        return attachment, borrower
    row = fetch_subject(user, kind, int(key))
    if not _read_by(user, row, [attachment]):
        raise Http404
    return attachment, row


def _borrower(user: Any, kind: str, key: int, attachment: Attachment) -> Model | None:
    """The row in sight with which a paper of one out of sight is read."""
    lending = _LENDING.get(kind)
    if lending is None or visible(user, _TAKING[kind]).filter(pk=key).exists():
        return None
    row: Model | None = lending.borrower(user, key)
    return row if row is not None and lending.lent(lending.lender(row), [attachment]) else None


def may_remove(user: Any, attachment: Attachment, row: Model) -> bool:
    """One's own, or anybody's with a permission of its own."""
    if attachment.account == user.get_username():
        return may(user, Permission.ADD_ATTACHMENT, row)
    return may(user, Permission.REMOVE_ATTACHMENT, row)


def shown(user: Any, row: Model) -> list[tuple[Attachment, bool]]:
    """The papers of a row in sight, each with whether `user` may remove it; those it borrows are removed at home."""
    own = [(attachment, may_remove(user, attachment, row)) for attachment in _read_by(user, row, attachments_of(row))]
    lending = _LENDING.get(label_of(type(row)))
    if lending is None or (lender := lending.lender(row)) is None:
        return own
    return [*own, *((attachment, False) for attachment in lending.lent(lender, attachments_of(lender)))]
