"""What tests of loading ask again and again: all rows, a refusal that wrote nothing, the lines of a diff."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import Change, LoadRefused, diff_folder, load_folder
from lianzhang.records.models import AuditEvent

ROOMS = ("records", "accounts", "registry", "plans")
# What a load that changes nothing may still touch: what it looked at, and when.
TOUCHED = {"content_hash", "loaded_at"}


def dump() -> dict[str, list[Any]]:
    """Every row of every table of the rooms, links of many to many included."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            if model is not AuditEvent:
                rows = model._default_manager.order_by("pk").values()
                found[model.__name__] = [
                    {name: value for name, value in row.items() if name not in TOUCHED} for row in rows
                ]
    return found


def refusal(folder: Path) -> str:
    before = dump()
    events = AuditEvent.objects.count()
    with pytest.raises(LoadRefused) as refused:
        load_folder(folder, by="试验")
    assert dump() == before
    assert AuditEvent.objects.count() == events
    return str(refused.value)


def changes(folder: Path) -> set[tuple[str, str, str, str, str, str]]:
    return {(c.table, c.action, c.row, c.field, c.old, c.new) for c in _diff(folder) if c.action != "kept"}


def kept(folder: Path) -> set[tuple[str, str, str]]:
    """What a load would leave as it was made on the screens."""
    return {(c.table, c.row, c.field) for c in _diff(folder) if c.action == "kept"}


def _diff(folder: Path) -> list[Change]:
    read, problems = read_folder(folder)
    assert problems == []
    return diff_folder(read)
