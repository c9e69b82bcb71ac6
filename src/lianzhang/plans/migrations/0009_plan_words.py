"""What each plan says of chains, groups, ranks, posts and segments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0008_authors_named"),
        ("registry", "0004_regions_of_a_city"),
    ]

    operations = [
        migrations.AddField(
            model_name="planchain",
            name="lead_department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.organization",
                verbose_name="牵头部门",
            ),
        ),
        migrations.AddField(
            model_name="planchain",
            name="name",
            field=models.CharField(blank=True, max_length=120, verbose_name="名称"),
        ),
        migrations.AlterField(
            model_name="planchain",
            name="order",
            field=models.PositiveIntegerField(default=0, verbose_name="次序"),
        ),
        migrations.CreateModel(
            name="PlanGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="名称")),
                (
                    "chains",
                    models.ManyToManyField(blank=True, related_name="+", to="registry.chain", verbose_name="产业链"),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.chaingroup"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_groups", to="plans.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "方案的产业群",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("plan", "group"), name="plan_group_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="名称")),
                (
                    "chains",
                    models.ManyToManyField(blank=True, related_name="+", to="registry.chain", verbose_name="产业链"),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organization",
                        verbose_name="单位",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_posts", to="plans.plan"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="registry.post"
                    ),
                ),
                (
                    "rank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.rank",
                        verbose_name="职级",
                    ),
                ),
            ],
            options={
                "verbose_name": "方案的职务",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("plan", "post"), name="plan_post_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanRank",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="名称")),
                ("role", models.CharField(blank=True, max_length=40, verbose_name="系统角色")),
                ("extra", models.BooleanField(default=False, verbose_name="附加角色")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_ranks", to="plans.plan"
                    ),
                ),
                (
                    "rank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.rank"
                    ),
                ),
            ],
            options={
                "verbose_name": "方案的职级",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("plan", "rank"), name="plan_rank_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanSegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="名称")),
                ("stage", models.CharField(max_length=40, verbose_name="阶段")),
                ("place", models.PositiveSmallIntegerField(verbose_name="阶段次序")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                (
                    "strategy",
                    models.CharField(
                        blank=True,
                        choices=[("strengthen", "强链"), ("fill", "补链"), ("extend", "延链")],
                        max_length=12,
                        verbose_name="方案的部署",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_segments", to="plans.plan"
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.segment"
                    ),
                ),
            ],
            options={
                "verbose_name": "方案的环节",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("plan", "segment"), name="plan_segment_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanSegmentLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "downstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.segment",
                        verbose_name="下游环节",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_links", to="plans.plan"
                    ),
                ),
                (
                    "upstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.segment",
                        verbose_name="上游环节",
                    ),
                ),
            ],
            options={
                "verbose_name": "方案的环节联系",
                "constraints": [models.UniqueConstraint(fields=("plan", "upstream", "downstream"), name="plan_segment_link_once"), models.CheckConstraint(condition=models.Q(("upstream", models.F("downstream")), _negated=True), name="plan_segment_link_leads_on")],
            },
        ),
        migrations.CreateModel(
            name="PlanZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.chain"
                    ),
                ),
                (
                    "park",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.park",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_zones", to="plans.plan"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "方案的承载区域",
                "ordering": ["plan_id", "id"],
                "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("park__isnull", True), ("region__isnull", False)), models.Q(("park__isnull", False), ("region__isnull", True)), _connector="OR"), name="plan_zone_is_region_or_park")],
            },
        ),
    ]
