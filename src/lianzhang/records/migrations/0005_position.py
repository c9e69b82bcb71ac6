"""Events get their position in the chain apart from their number; those there are keep their hashes, to the byte."""

from django.db import migrations, models
from django.db.models import F, Q

from lianzhang.records.chain import FIELDS, digest
from lianzhang.records.guards import lower, raise_guards


def place(apps, schema_editor):
    """Until now the number was the position; so anchors and heads that were kept elsewhere stay true."""
    apps.get_model("records", "AuditEvent").objects.update(position=F("id"))


def chain_by_number(apps, schema_editor):
    """As the release before did it. Events that it hashed get the same hashes again."""
    anchor = apps.get_model("records", "AuditAnchor").objects.order_by("-upto").first()
    previous = anchor.hash if anchor else ""
    for event in apps.get_model("records", "AuditEvent").objects.order_by("pk").iterator():
        event.previous = previous
        event.hash = previous = digest({name: getattr(event, name) for name in FIELDS} | {"at": event.at})
        event.save(update_fields=["previous", "hash"])


def unguard(apps, schema_editor):
    lower(schema_editor.connection)


def guard(apps, schema_editor):
    raise_guards(schema_editor.connection)


def guard_as_before(apps, schema_editor):
    raise_guards(schema_editor.connection, positions=False)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_attachment")]

    operations = [
        migrations.RunPython(unguard, guard_as_before),
        migrations.AddField("auditevent", "position", models.BigIntegerField("链中位置", null=True, unique=True)),
        migrations.RunPython(place, chain_by_number),
        migrations.AlterField("auditevent", "hash", models.CharField("校验值", max_length=64, blank=True)),
        migrations.AlterField("auditanchor", "upto", models.BigIntegerField("末条位置", unique=True)),
        migrations.AddIndex(
            "auditevent", models.Index(fields=["id"], condition=Q(position=None), name="audit_event_waiting")
        ),
        migrations.AddConstraint(
            "auditevent",
            models.CheckConstraint(
                condition=Q(position=None, previous="", hash="") | Q(position__isnull=False) & ~Q(hash=""),
                name="audit_event_chained_whole",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
