import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("plans", "0033_work_topics")]

    operations = [
        migrations.CreateModel(
            name="DutyRecordKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("records", models.CharField(max_length=40, verbose_name="哪种记录")),
                ("item", models.CharField(blank=True, max_length=40, verbose_name="其中哪些")),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="record_kinds", to="plans.duty"
                    ),
                ),
            ],
            options={
                "verbose_name": "任务的记录",
                "ordering": ["duty_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("duty", "records", "item"), name="duty_record_kind_once")
                ],
            },
        ),
    ]
