"""What standings need of each confirmed result, beside its whole working."""

from django.db import migrations, models

from scoring.engine.working import brief


def fill(apps, schema_editor):
    result = apps.get_model("scoring", "Result")
    for each in result.objects.exclude(confirmed_by="").iterator(chunk_size=50):
        if working := each.content.get("working"):
            each.brief = brief(working["subjects"])
            each.save(update_fields=["brief"])


class Migration(migrations.Migration):
    dependencies = [("scoring", "0002_rubrics_never_change")]
    operations = [
        migrations.AddField("result", "brief", models.JSONField(default=dict, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
