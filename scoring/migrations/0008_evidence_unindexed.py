import django.db.models.deletion
from django.db import migrations, models

INDEX = "scoring_evidence_revision_id_921a8f07"


class Migration(migrations.Migration):

    dependencies = [
        ("interviews", "0001_start_squashed_0007_in_order"),
        ("scoring", "0001_start_squashed_0007_one_look"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="evidence",
                    name="revision",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interviews.answerrevision",
                    ),
                ),
            ],
            # By itself Django would drop the foreign key too, and check all evidence when it adds it again.
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {INDEX}", f"CREATE INDEX IF NOT EXISTS {INDEX} ON scoring_evidence (revision_id)"
                ),
            ],
        ),
    ]
