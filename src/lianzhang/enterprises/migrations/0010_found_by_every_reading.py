"""Firms are found by every reading of their names, and by names that are folded as all others."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from lianzhang.enterprises.refinding import find_again


def refind(apps: Any, schema_editor: Any) -> None:
    firms, former_names = (apps.get_model("enterprises", name) for name in ("Enterprise", "FormerName"))
    find_again(schema_editor.connection, firms, former_names)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0009_proposals")]
    operations = [migrations.RunPython(refind, migrations.RunPython.noop, elidable=True)]
