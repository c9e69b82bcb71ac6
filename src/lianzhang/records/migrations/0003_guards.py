"""Give the events there are their hashes, then let the database guard them."""

from django.db import migrations

from lianzhang.records.chain import FIELDS, digest
from lianzhang.records.guards import lower, raise_guards


def link(apps, schema_editor):
    events = apps.get_model("records", "AuditEvent")
    previous = ""
    for event in events.objects.order_by("pk").iterator():
        event.account = event.account or str(event.facts.pop("account", ""))
        event.previous = previous
        told = {name: getattr(event, name) for name in FIELDS} | {"at": event.at}
        event.hash = previous = digest(told)
        event.save()


def guard(apps, schema_editor):
    raise_guards(schema_editor.connection, positions=False)


def unguard(apps, schema_editor):
    lower(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain")]

    operations = [
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
