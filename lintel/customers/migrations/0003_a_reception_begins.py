from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('customers', '0002_names_are_spelled'),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='started_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='greeted'),
        ),
    ]
