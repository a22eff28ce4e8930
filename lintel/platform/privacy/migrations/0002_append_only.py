from django.db import migrations

from lintel.platform.kernel.db.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [append_only("privacy_disclosure")]
