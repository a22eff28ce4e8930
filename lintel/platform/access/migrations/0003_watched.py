from django.db import migrations

from lintel.platform.kernel.db.watched import watched


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_initial"),
        ("kernel", "0002_mark"),
    ]

    operations = [
        watched("access_role", mark="access"),
        watched("access_role_members", mark="access"),
        watched("access_grant", mark="access"),
    ]
