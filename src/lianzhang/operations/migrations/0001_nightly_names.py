"""The nightly tasks are named for what they are: what waits under an old name is done, and the clock goes on."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

OLD, NEW = "chores.", "nightly."


def _rename(apps, old, new):
    for model in ("Job", "Scheduled"):
        rows = apps.get_model("jobs", model).objects.filter(name__startswith=old)
        rows.update(name=Concat(Value(new), Substr(F("name"), len(old) + 1)))


def forward(apps, _schema_editor):
    _rename(apps, OLD, NEW)


def back(apps, _schema_editor):
    _rename(apps, NEW, OLD)


class Migration(migrations.Migration):

    dependencies = [("jobs", "0001_initial")]

    operations = [migrations.RunPython(forward, back)]
