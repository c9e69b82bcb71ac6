from django.db import migrations

# Statements, titles and judgements have rooms of their own: the rows stay, their tables take the new rooms' names.
# The state of the models passes over in the first migration of each room, which depends on this one.
MOVED = {
    "Explained": "statements_explained",
    "Statement": "statements_statement",
    "PeriodLock": "statements_periodlock",
    "Honour": "honours_honour",
    "SegmentJudgement": "segments_segmentjudgement",
}


class Migration(migrations.Migration):

    dependencies = [
        ("enterprises", "0006_statements_in_order"),
    ]

    operations = [
        migrations.RenameIndex(
            model_name="statement",
            old_name="enterprises_state_3f77df_idx",
            new_name="statement_submitted",
        ),
        migrations.RenameIndex(
            model_name="honour",
            old_name="enterprises_city_id_ebf6b2_idx",
            new_name="honour_of_kind",
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable(name, table) for name, table in MOVED.items()],
            state_operations=[migrations.DeleteModel(name) for name in MOVED],
        ),
    ]
