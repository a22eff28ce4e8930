"""Customers are found by pinyin and initials: longer pieces of names, and the pieces of the customers already there."""

from django.db import migrations, models

AT_ONCE = 1_000


def spell(apps, schema_editor):
    """Add the spelled pieces; a piece that is there already stays."""
    from lintel.customers.models.customer import spelled

    customers = apps.get_model("customers", "Customer").objects.order_by("pk")
    grams = apps.get_model("customers", "NameGram").objects
    pieces = []
    for pk, name in customers.values_list("pk", "name").iterator(chunk_size=AT_ONCE):
        pieces += [grams.model(customer_id=pk, gram=gram) for gram in sorted(spelled("".join(name.lower().split())))]
        if len(pieces) >= AT_ONCE:
            grams.bulk_create(pieces, ignore_conflicts=True)
            pieces = []
    grams.bulk_create(pieces, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.AlterField("namegram", "gram", models.CharField(max_length=40)),
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
