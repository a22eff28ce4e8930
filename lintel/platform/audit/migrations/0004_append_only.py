from django.db import migrations

from lintel.platform.kernel.db.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seal")]

    operations = [append_only("audit_entry"), append_only("audit_seal")]
