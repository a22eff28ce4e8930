from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0003_said_in_any_language"),
    ]

    operations = [
        migrations.RemoveField("notice", "title"),
        migrations.RemoveField("notice", "body"),
    ]
