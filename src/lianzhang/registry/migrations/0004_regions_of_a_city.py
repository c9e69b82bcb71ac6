"""A region belongs to the city whose plans state it, so that two cities may call one code otherwise."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_segments_titles_and_coverage"),
    ]

    operations = [
        migrations.AddField(
            model_name="region",
            name="city",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.region",
                verbose_name="城市",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="code",
            field=models.CharField(max_length=40, verbose_name="代码"),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.UniqueConstraint(fields=("city", "code"), name="region_once_in_a_city"),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.UniqueConstraint(condition=models.Q(("city", None)), fields=("code",), name="city_once"),
        ),
    ]
