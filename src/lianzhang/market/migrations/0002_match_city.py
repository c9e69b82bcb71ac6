"""A match names the city of its need, so that lists of matches start from an index of their own."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_cities(apps, schema_editor):
    Need, Match = apps.get_model("market", "Need"), apps.get_model("market", "Match")
    city = Need.objects.filter(pk=OuterRef("need")).values("city")[:1]
    Match.objects.filter(city=None).update(city=Subquery(city))


class Migration(migrations.Migration):
    atomic = True

    dependencies = [("market", "0001_initial"), ("registry", "__first__")]

    operations = [
        migrations.AddField(
            "match",
            "city",
            models.ForeignKey(
                "registry.region",
                models.PROTECT,
                null=True,
                related_name="+",
                verbose_name="城市",
                db_index=False,
            ),
        ),
        migrations.RunPython(name_cities, migrations.RunPython.noop),
        migrations.AlterField(
            "match",
            "city",
            models.ForeignKey(
                "registry.region", models.PROTECT, related_name="+", verbose_name="城市", db_index=False
            ),
        ),
        migrations.AddIndex("match", models.Index(fields=["city", "state"], name="match_state")),
    ]
