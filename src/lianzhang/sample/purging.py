"""Takes the fictitious city away: every row that leads to it by a foreign key, in one transaction with one event.

The log stays; it names its rows by text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.records.api import label_of, subject_of
from lianzhang.records.models import Attachment
from lianzhang.registry.models import Region
from lianzhang.work.api import log_event
from lianzhang.work.models import Clock, Link

from .place import facts
from .presence import CITY, SAMPLE_ACCOUNT, fictitious_city

__all__ = ["purge_city"]

Models = dict[type[models.Model], Q]
# What names its row by text, and in which field.
NAMING = (
    ("附件", Attachment, "subject"),
    ("时限", Clock, "subject"),
    ("由此而来的联系", Link, "source"),
    ("联系", Link, "target"),
)


def purge_city(*, by: str) -> dict[str, int]:
    """How many rows went, by what they are called. Refused where there is no fictitious city."""
    with transaction.atomic():
        city = fictitious_city()
        if city is None:
            raise ValidationError("库里没有示例市，不需要清除。")
        counts = dict(_purged())
        User.objects.filter(username=SAMPLE_ACCOUNT).delete()
        log_event("sample.purge", subject_of(city), by=by, rows=counts)
    shutil.rmtree(settings.VAR / "sample" / facts()["city"]["plan"], ignore_errors=True)
    return counts


def _purged() -> Iterator[tuple[str, int]]:
    belonging = _belonging()
    for title, kind, name in NAMING:
        yield title, sum(_named_rows(kind, name, model, rows) for model, rows in belonging.items())
    for model, rows in reversed(belonging.items()):
        # Straight to the database: what cascades is in `belonging` itself, and hundreds of thousands need no objects.
        count = model._default_manager.filter(rows)._raw_delete(connection.alias)
        title = str(model._meta.verbose_name)
        if count and not title.isascii():  # links between two rows have no name of their own
            yield title, count


def _belonging() -> Models:
    """Each kind of row that can lead to the city, after those that it leads through, and which of them do."""
    city = Region.objects.filter(code=CITY, city=None)
    conditions: Models = {Region: Q(pk__in=city.values("pk")) | Q(city__in=city.values("pk"))}
    waiting = [model for model in apps.get_models(include_auto_created=True) if model is not Region]
    while waiting:
        ready = [model for model in waiting if not {parent for _, parent in _links(model)} & set(waiting)]
        for model in ready:
            if _names_its_city(model):  # what else it leads to is of the same city, by deeper and deeper questions
                conditions[model] = Q(city__in=city.values("pk"))
                continue
            ways = [
                Q(**{f"{name}__in": _rows(parent, conditions)})
                for name, parent in _links(model)
                if parent in conditions
            ]
            if ways:
                conditions[model] = _any(ways)
        waiting = [model for model in waiting if model not in ready]
    return conditions


def _names_its_city(model: type[models.Model]) -> bool:
    return any(
        field.name == "city" and field.related_model is Region and not field.null
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    )


def _rows(model: type[models.Model], conditions: Models) -> Any:
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
        of_model.filter(**{f"{name}__in": subjects[start : start + 5_000]}).delete()[0]
        for start in range(0, len(subjects), 5_000)
    )
    return sum(counts)
