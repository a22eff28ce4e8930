"""What a notice says is kept as messages with their values; what stood there stays readable as it was written."""

from django.db import migrations, models

AT_ONCE = 1_000


def keep_as_written(apps, schema_editor):
    """Row by row in the order of the keys, so that reading and writing do not meet."""
    rows = apps.get_model("notices", "Notice").objects
    last = 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for row in part:
            row.said, row.said_more = row.title, row.body
        rows.bulk_update(part, ["said", "said_more"])
        last = part[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0002_needless_mails"),
    ]

    operations = [
        migrations.AddField("notice", "said", models.JSONField(default=str, verbose_name="title")),
        migrations.AddField("notice", "said_more", models.JSONField(blank=True, default=str, verbose_name="text")),
        migrations.RunPython(keep_as_written, migrations.RunPython.noop),
    ]
