"""The groups of a plan are those that it states."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0010_words_of_each_plan"),
    ]

    operations = [
        migrations.RemoveField(model_name="plan", name="groups"),
        migrations.AddField(
            model_name="plan",
            name="groups",
            field=models.ManyToManyField(related_name="plans", through="plans.PlanGroup", to="registry.chaingroup"),
        ),
    ]
