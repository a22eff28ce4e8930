from django.db import migrations, models

from lintel.platform.kernel.db.watched import watched


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=40)),
            ],
        ),
        watched("kernel_figurevalue", mark="figures"),
        watched("kernel_openinghours", mark="calendar"),
        watched("kernel_specialday", mark="calendar"),
    ]
