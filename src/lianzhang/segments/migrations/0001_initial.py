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
                    name='SegmentJudgement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verdict', models.CharField(choices=[('strong', '强'), ('fair', '一般'), ('weak', '弱'), ('missing', '空缺'), ('extend', '待延伸')], max_length=10, verbose_name='判断')),
                        ('reason', models.CharField(max_length=300, verbose_name='理由')),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='registry.segment', verbose_name='环节')),
                    ],
                    options={
                        'verbose_name': '环节判断',
                        'ordering': ['-at', '-id'],
                    },
                ),
            ],
        ),
    ]
