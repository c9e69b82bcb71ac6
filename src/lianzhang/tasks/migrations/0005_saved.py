from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("plans", "0038_platforms"), ("tasks", "0004_topics_and_attendees")]

    operations = [
        migrations.AddField(
            model_name="workrecord",
            name="saved",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="节约金额（万元）"
            ),
        ),
        migrations.AddField(
            model_name="workrecord",
            name="saved_firms",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="多少家企业"),
        ),
        migrations.AddConstraint(
            model_name="workrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("saved", None), ("saved__gte", 0), _connector="OR"),
                name="work_record_saved_not_negative",
            ),
        ),
    ]
