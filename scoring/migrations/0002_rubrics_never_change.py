"""A rubric is what ballots were filled in by: its text never changes, whoever writes. Another text is another row.

SQLite drops triggers with a table that a later migration makes anew: such a migration has to call ``guard`` again.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER scoring_rubric_never_changes BEFORE UPDATE ON scoring_rubric
WHEN OLD.content <> NEW.content OR OLD.digest <> NEW.digest OR OLD.slug <> NEW.slug
BEGIN SELECT RAISE(ABORT, 'a rubric never changes'); END
"""
POSTGRESQL = """
CREATE FUNCTION scoring_rubric_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a rubric never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER scoring_rubric_never_changes BEFORE UPDATE ON scoring_rubric
FOR EACH ROW WHEN (OLD.content <> NEW.content OR OLD.digest <> NEW.digest OR OLD.slug <> NEW.slug)
EXECUTE FUNCTION scoring_rubric_refuse();
"""
UNDO_POSTGRESQL = """
DROP TRIGGER scoring_rubric_never_changes ON scoring_rubric;
DROP FUNCTION scoring_rubric_refuse();
"""


def guard(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO_POSTGRESQL)
    else:
        schema_editor.execute("DROP TRIGGER scoring_rubric_never_changes")


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_judging")]
    operations = [migrations.RunPython(guard, unguard, elidable=False)]
