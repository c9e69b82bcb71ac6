from django.db import migrations
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat


def name_authors(apps, _editor):
    """Whoever entered or submitted a row that is there already is its author."""
    rows = apps.get_model("plans", "Observation").objects
    mark, entered, submitted = Value("|"), Cast("entered_by_id", CharField()), Cast("submitted_by_id", CharField())
    two = rows.filter(submitted_by__isnull=False).exclude(submitted_by=F("entered_by"))
    two.update(authors=Concat(mark, entered, mark, submitted, mark, output_field=CharField()))
    rows.filter(authors="").update(authors=Concat(mark, entered, mark, output_field=CharField()))


class Migration(migrations.Migration):

    dependencies = [
        ("plans", "0007_figures_of_posts"),
    ]

    operations = [
        migrations.RunPython(name_authors, migrations.RunPython.noop),
    ]
