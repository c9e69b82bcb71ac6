from __future__ import annotations

import json
import zlib

from django.db import migrations, models

HANGING = {
    "memberships": ("enterprises", "Membership"),
    "honours": ("honours", "Honour"),
    "statements": ("statements", "Statement"),
}
INDEXES = {name: f"exchange_batchpage_{name}_gin" for name in ("keys", "firms")}


def name_firms(apps, _editor):
    """The firm of each line: a new row says it, whether it still exists or not; else the row, where it exists."""
    pages = apps.get_model("exchange", "BatchPage").objects.filter(batch__applied_at__isnull=False)
    for register, label in HANGING.items():
        rows = apps.get_model(*label).objects
        for key in list(pages.filter(batch__register=register).exclude(keys=[]).values_list("pk", flat=True)):
            page = pages.get(pk=key)
            standing = dict(rows.filter(pk__in=page.keys).values_list("pk", "enterprise_id"))
            lines = json.loads(zlib.decompress(bytes(page.packed)))
            said = (line[4].get("firm", [None, None])[1] for line in lines)
            page.firms = [standing.get(row) or firm for row, firm in zip(page.keys, said, strict=True)]
            page.save(update_fields=["firms"])


def index(_apps, editor):
    if editor.connection.vendor == "postgresql":
        for column, name in INDEXES.items():
            editor.execute(f"CREATE INDEX {name} ON exchange_batchpage USING gin ({column} jsonb_path_ops)")


def drop_index(_apps, editor):
    if editor.connection.vendor == "postgresql":
        for name in INDEXES.values():
            editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        ("enterprises", "0009_proposals"),
        ("honours", "0001_initial"),
        ("statements", "0004_authors_unlimited"),
    ]

    operations = [
        migrations.AddField("batchpage", "firms", models.JSONField(default=list, verbose_name="所属企业")),
        migrations.RunPython(name_firms, migrations.RunPython.noop),
        migrations.RunPython(index, drop_index),
    ]
