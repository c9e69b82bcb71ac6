"""Every constraint that a model declares stands in the database, where no program can walk around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db


def own_models() -> Iterator[type[models.Model]]:
    yield from (model for model in apps.get_models() if model.__module__.startswith("lianzhang."))


def stands(table: str) -> dict[str, dict[str, object]]:
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, table)


def test_every_named_constraint_stands_in_the_database() -> None:
    declared, missing = 0, []
    for model in own_models():
        found = stands(model._meta.db_table)
        declared += len(model._meta.constraints)
        missing += [each.name for each in model._meta.constraints if each.name not in found]
    assert declared > 20
    assert missing == []


def test_every_unique_column_is_unique_in_the_database() -> None:
    missing = []
    for model in own_models():
        alone = [each["columns"] for each in stands(model._meta.db_table).values() if each["unique"]]
        for field in model._meta.fields:
            if field.unique and not field.primary_key and [field.column] not in alone:
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []


def test_every_foreign_key_is_held_by_the_database() -> None:
    missing = []
    for model in own_models():
        held = {each["columns"][0] for each in stands(model._meta.db_table).values() if each["foreign_key"]}  # type: ignore[index]
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and field.db_constraint and field.column not in held:
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []
