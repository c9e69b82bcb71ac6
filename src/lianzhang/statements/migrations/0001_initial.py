import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprises', '0007_rooms_of_their_own'),
        ('registry', '0003_segments_titles_and_coverage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # The tables are there: enterprises.0007 gave them their names.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Statement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('period_start', models.DateField(verbose_name='时期起')),
                        ('period_end', models.DateField(verbose_name='时期止')),
                        ('output', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='产值（万元）')),
                        ('revenue', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='营业收入（万元）')),
                        ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='营业成本（万元）')),
                        ('profit', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='利润总额（万元）')),
                        ('tax', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='税收（万元）')),
                        ('research', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='研发投入（万元）')),
                        ('staff', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='从业人员（人）')),
                        ('exports', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='出口额（万元）')),
                        ('imports', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='进口额（万元）')),
                        ('energy', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='综合能耗（吨标准煤）')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                        ('state', models.CharField(choices=[('draft', '草稿'), ('submitted', '待确认'), ('confirmed', '已确认'), ('returned', '已退回'), ('replaced', '已更正')], default='draft', max_length=10, verbose_name='状态')),
                        ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='填报时间')),
                        ('submitted_at', models.DateTimeField(blank=True, null=True)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('return_reason', models.CharField(blank=True, max_length=300, verbose_name='退回理由')),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填报')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='enterprises.enterprise', verbose_name='企业')),
                        ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='statements.statement')),
                        ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '企业报表',
                        'ordering': ['-period_end', 'enterprise_id'],
                    },
                ),
                migrations.CreateModel(
                    name='Explained',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rule', models.CharField(max_length=40, verbose_name='规则')),
                        ('reason', models.CharField(max_length=300, verbose_name='理由')),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explained', to='statements.statement')),
                    ],
                    options={
                        'verbose_name': '可疑数的说明',
                    },
                ),
                migrations.CreateModel(
                    name='PeriodLock',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=40, verbose_name='台账')),
                        ('period_start', models.DateField(verbose_name='时期起')),
                        ('period_end', models.DateField(verbose_name='时期止')),
                        ('reason', models.CharField(max_length=300, verbose_name='理由')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='锁定时间')),
                        ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='解锁时间')),
                        ('opened_reason', models.CharField(blank=True, max_length=300, verbose_name='解锁理由')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='锁定')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.region', verbose_name='城市')),
                        ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解锁')),
                    ],
                    options={
                        'verbose_name': '时期锁定',
                        'ordering': ['-period_end', '-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='period_lock_ordered')],
                    },
                ),
                migrations.AddIndex(
                    model_name='statement',
                    index=models.Index(fields=['period_end', 'period_start', 'state', '-output', 'enterprise'], name='statement_by_output'),
                ),
                migrations.AddIndex(
                    model_name='statement',
                    index=models.Index(fields=['period_end', 'period_start', 'id'], name='statement_by_period'),
                ),
                migrations.AddIndex(
                    model_name='statement',
                    index=models.Index(fields=['state', 'submitted_at'], name='statement_submitted'),
                ),
                migrations.AddConstraint(
                    model_name='statement',
                    constraint=models.UniqueConstraint(condition=models.Q(('state', 'confirmed')), fields=('enterprise', 'period_start', 'period_end'), name='statement_confirmed_once'),
                ),
                migrations.AddConstraint(
                    model_name='statement',
                    constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned'])), fields=('enterprise', 'period_start', 'period_end'), name='statement_on_its_way_once'),
                ),
                migrations.AddConstraint(
                    model_name='statement',
                    constraint=models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='statement_period_ordered'),
                ),
                migrations.AddConstraint(
                    model_name='explained',
                    constraint=models.UniqueConstraint(fields=('statement', 'rule'), name='explained_once'),
                ),
            ],
        ),
    ]
