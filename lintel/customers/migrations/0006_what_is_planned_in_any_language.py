"""What the software plans is kept as a code; until now it was kept in the language of whoever did the deed."""

from django.db import migrations, models

# msg: ok, what stands in the rows of three languages
WRITTEN = {
    "first_follow_up": ("First follow-up", "首次跟进", "首次跟進"),
    "follow_up": ("Follow-up", "跟进", "跟進"),
    "return_visit": ("Return visit", "定期回访", "定期回訪"),
}
PLANNED = [("first_follow_up", "First follow-up"), ("follow_up", "Follow-up"), ("return_visit", "Return visit")]


def keep_the_code(apps, schema_editor):
    for code, words in WRITTEN.items():
        apps.get_model("customers", "Customer").objects.filter(next_action__in=words).update(next_action=code)
        apps.get_model("customers", "FollowUp").objects.filter(purpose__in=words).update(purpose=code)


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_consents_are_signed")]

    operations = [
        migrations.AlterField(
            "customer",
            "next_action",
            models.CharField(blank=True, choices=PLANNED, max_length=120, verbose_name="what next"),
        ),
        migrations.AlterField(
            "followup",
            "purpose",
            models.CharField(blank=True, choices=PLANNED, max_length=120, verbose_name="about"),
        ),
        migrations.RunPython(keep_the_code, migrations.RunPython.noop),
    ]
