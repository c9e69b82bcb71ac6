"""Where a chain is carried is said by each plan; plans.0010 has taken the rows over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_regions_of_a_city"),
        ("plans", "0010_words_of_each_plan"),
    ]

    operations = [migrations.DeleteModel(name="ChainZone")]
