from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.AlterField("auditevent", "at", models.DateTimeField("时间", db_index=True)),
        migrations.AlterField(
            "auditevent", "action", models.CharField("动作", max_length=80, db_index=True)
        ),
        migrations.AddField(
            "auditevent", "account", models.CharField("账号", max_length=150, blank=True, db_index=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "auditevent", "post", models.CharField("岗位", max_length=120, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "auditevent", "address", models.CharField("来自", max_length=45, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "auditevent", "reference", models.CharField("查询编号", max_length=16, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "auditevent", "previous", models.CharField("前一条的校验值", max_length=64, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "auditevent", "hash", models.CharField("校验值", max_length=64, default=""), preserve_default=False
        ),
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("upto", models.BigIntegerField("末条编号", unique=True)),
                ("hash", models.CharField("末条校验值", max_length=64)),
                ("events", models.PositiveBigIntegerField("移出条数")),
                ("file_sha256", models.CharField("文件校验值", max_length=64)),
                ("at", models.DateTimeField("时间", auto_now_add=True)),
            ],
            options={"verbose_name": "审计移出", "ordering": ["upto"]},
        ),
    ]
