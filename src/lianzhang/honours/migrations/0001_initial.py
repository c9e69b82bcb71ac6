import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprises', '0007_rooms_of_their_own'),
        ('registry', '0003_segments_titles_and_coverage'),
    ]

    # The tables are there: enterprises.0007 gave them their names.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Honour',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject_name', models.CharField(blank=True, max_length=120, verbose_name='产品、集群或平台')),
                        ('batch', models.CharField(blank=True, max_length=60, verbose_name='批次')),
                        ('granted', models.DateField(verbose_name='认定日期')),
                        ('expires', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='取消日期')),
                        ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                        ('source', models.CharField(max_length=300, verbose_name='来源')),
                        ('source_address', models.CharField(blank=True, max_length=400, verbose_name='来源地址')),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.region', verbose_name='城市')),
                        ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='honours', to='enterprises.enterprise', verbose_name='企业')),
                        ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='honours', to='registry.honourkind', verbose_name='荣誉名目')),
                        ('park', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='honours', to='registry.park', verbose_name='园区')),
                    ],
                    options={
                        'verbose_name': '荣誉',
                        'ordering': ['-granted', 'id'],
                        'indexes': [models.Index(fields=['city', 'kind', 'granted'], name='honour_of_kind')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('enterprise__isnull', False)), fields=('kind', 'enterprise', 'subject_name', 'granted'), name='honour_of_a_firm_once'), models.CheckConstraint(condition=models.Q(('enterprise__isnull', False), ('park__isnull', False), models.Q(('subject_name', ''), _negated=True), _connector='OR'), name='honour_has_a_subject'), models.CheckConstraint(condition=models.Q(('expires__isnull', True), ('expires__gte', models.F('granted')), _connector='OR'), name='honour_expires_after_grant'), models.CheckConstraint(condition=models.Q(('ended__isnull', True), ('ended__gte', models.F('granted')), _connector='OR'), name='honour_ends_after_grant')],
                    },
                ),
            ],
        ),
    ]
