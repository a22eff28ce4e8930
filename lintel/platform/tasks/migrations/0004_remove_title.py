from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("tasks", "0003_said_in_any_language"),
    ]

    operations = [
        migrations.RemoveField("task", "title"),
    ]
