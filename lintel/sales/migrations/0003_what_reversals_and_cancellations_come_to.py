"""Requests to reverse a receipt or to end a reservation are found by their amount; those asked before get theirs."""

from django.db import migrations


def give_amounts(apps, schema_editor):
    request = apps.get_model("approvals", "Request")
    asked = request.objects.filter(point="sales.reversal").values("subject_id")
    entries = dict(apps.get_model("sales", "LedgerEntry").objects.filter(pk__in=asked).values_list("pk", "amount"))
    returned = dict(apps.get_model("sales", "Cancellation").objects.values_list("reservation_id", "to_return"))
    for point, amounts in (("sales.reversal", entries), ("sales.cancellation", returned)):
        for row in request.objects.filter(point=point, amount=None).only("subject_id"):
            if row.subject_id in amounts:
                request.objects.filter(pk=row.pk).update(amount=amounts[row.subject_id])


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_targets"), ("approvals", "0001_initial")]

    operations = [migrations.RunPython(give_amounts, migrations.RunPython.noop)]
