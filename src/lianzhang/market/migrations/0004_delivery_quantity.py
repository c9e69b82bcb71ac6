from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("market", "0003_judging")]

    operations = [
        migrations.AddField(
            "delivery",
            "quantity",
            models.DecimalField(blank=True, decimal_places=3, max_digits=16, null=True, verbose_name="数量"),
        ),
    ]
