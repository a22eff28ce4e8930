"""What a to-do says is kept as a message with its values; what stood there stays readable as it was written."""

from django.db import migrations, models

AT_ONCE = 1_000


def keep_as_written(apps, schema_editor):
    """Row by row in the order of the keys, so that reading and writing do not meet."""
    rows = apps.get_model("tasks", "Task").objects
    last = 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for row in part:
            row.said = row.title
        rows.bulk_update(part, ["said"])
        last = part[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ("tasks", "0002_requests_for_help"),
    ]

    operations = [
        migrations.AddField("task", "said", models.JSONField(default=str, verbose_name="title")),
        migrations.RunPython(keep_as_written, migrations.RunPython.noop),
    ]
