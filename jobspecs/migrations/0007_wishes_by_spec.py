from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("jobspecs", "0006_wishes"),
    ]

    operations = [
        # For some hours 0006 made the constraint itself, and no index: a database of then has it already.
        migrations.RunSQL(
            "ALTER TABLE jobspecs_rollupwish DROP CONSTRAINT IF EXISTS rollupwish_found_by_spec", migrations.RunSQL.noop
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveIndex(model_name="rollupwish", name="rollupwish_of_spec")],
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS rollupwish_of_spec",
                    "CREATE INDEX IF NOT EXISTS rollupwish_of_spec ON jobspecs_rollupwish (spec)",
                )
            ],
        ),
        migrations.AddConstraint(
            model_name="rollupwish",
            constraint=models.UniqueConstraint(fields=("spec", "id"), name="rollupwish_found_by_spec"),
        ),
    ]
