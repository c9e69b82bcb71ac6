"""What hangs on a row: every row of every room that leads to it by a foreign key, to be counted, handed out or removed.

A way that is only let go of (SET_NULL), or leads to its own kind, is none. The log stays; it names its rows by text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q, QuerySet

from lianzhang.records.api import label_of
from lianzhang.records.models import Attachment
from lianzhang.registry.models import Region

from .models import Clock, Link

__all__ = ["Dependents", "dependents_counted", "dependents_of", "dependents_present", "remove_dependents"]

# Each kind of row that can lead to the root, after those that it leads through, and which of them do.
Dependents = dict[type[models.Model], Q]
# What names its row by text, and in which field.
NAMING = (
    ("附件", Attachment, "subject"),
    ("时限", Clock, "subject"),
    ("由此而来的联系", Link, "source"),
    ("联系", Link, "target"),
)
AT_ONCE = 5_000


def dependents_of(root: models.Model) -> Dependents:
    """Of a region or another row. The root itself is among them."""
    model, own = type(root), Q(pk=root.pk)
    if model is Region:
        own |= Q(city=root.pk)
    conditions: Dependents = {model: own}
    waiting = [each for each in apps.get_models(include_auto_created=True) if each is not model]
    while waiting:
        ready = [each for each in waiting if not {parent for _, parent in _links(each)} & set(waiting)]
        for each in ready:
            if model is Region and _names_its_city(each):  # what else it leads to is of the same city
                conditions[each] = Q(city=root.pk)
                continue
            ways = [
                Q(**{f"{name}__in": _keys(parent, conditions)}) for name, parent in _links(each) if parent in conditions
            ]
            if ways:
                conditions[each] = _any(ways)
        waiting = [each for each in waiting if each not in ready]
    return conditions


def dependents_counted(dependents: Dependents) -> Iterator[tuple[str, int]]:
    """How many there are of each kind that people know by a name; rows that only join two others are none."""
    for model, rows in dependents_present(dependents):
        title = str(model._meta.verbose_name)
        if not model._meta.auto_created and not title.isascii():
            yield title, rows.count()


def dependents_present(dependents: Dependents) -> Iterator[tuple[type[models.Model], QuerySet[Any]]]:
    """Those kinds of which there are any."""
    for model, condition in dependents.items():
        rows = model._default_manager.filter(condition)
        if rows.exists():
            yield model, rows


def remove_dependents(dependents: Dependents) -> dict[str, int]:
    """How many rows went, by what they are called. Within a transaction; who asks writes the event."""
    counts = {}
    for title, kind, name in NAMING:
        counts[title] = sum(_named_rows(kind, name, model, rows) for model, rows in dependents.items())
    _let_go(dependents)
    for model, condition in reversed(dependents.items()):
        # Straight to the database: what cascades is in `dependents` itself, and hundreds of thousands need no objects.
        count = model._default_manager.filter(condition)._raw_delete(connection.alias)
        title = str(model._meta.verbose_name)
        if count and not title.isascii():  # links between two rows have no name of their own
            counts[title] = counts.get(title, 0) + count
    return counts


def _let_go(dependents: Dependents) -> None:
    """Rows that stay and name one that goes name nothing from now on."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.remote_field.on_delete is not models.SET_NULL:
                continue
            if field.related_model in dependents:
                going = _keys(field.related_model, dependents)
                model._default_manager.filter(**{f"{field.name}__in": going}).update(**{field.name: None})


def _names_its_city(model: type[models.Model]) -> bool:
    return any(
        field.name == "city" and field.related_model is Region and not field.null
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    )


def _keys(model: type[models.Model], conditions: Dependents) -> Any:
    return model._default_manager.filter(conditions[model]).values("pk")


def _any(ways: list[Q]) -> Q:
    whole = Q()
    for way in ways:
        whole |= way
    return whole


def _links(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """The foreign keys by which a row belongs to another; one that is only let go of, or leads to its own kind, not."""
    return [
        (field.name, field.related_model)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model is not model
        and field.remote_field.on_delete is not models.SET_NULL
    ]


def _named_rows(kind: type[models.Model], name: str, model: type[models.Model], rows: Q) -> int:
    """Papers, limits and links name their row by text; the files of papers go with the nightly sweep."""
    prefix = f"{label_of(model)}:"
    of_model = kind._default_manager.filter(**{f"{name}__startswith": prefix})
    pks = {int(subject.removeprefix(prefix)) for subject in of_model.values_list(name, flat=True)}
    gone = set(model._default_manager.filter(rows).values_list("pk", flat=True)) & pks if pks else set()
    subjects = [f"{prefix}{pk}" for pk in sorted(gone)]
    counts = (
        of_model.filter(**{f"{name}__in": subjects[start : start + AT_ONCE]}).delete()[0]
        for start in range(0, len(subjects), AT_ONCE)
    )
    return sum(counts)
