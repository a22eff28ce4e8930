from django.db import migrations

from lintel.platform.kernel.db.watched import watched


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0002_alter_presalepermit_remark"),
        ("kernel", "0002_mark"),
    ]

    operations = [
        watched("inventory_projectmember", mark="access"),
        watched("inventory_project", mark="estate"),
        watched("inventory_building", mark="estate"),
        watched("inventory_presalepermit", mark="estate"),
        watched("inventory_presalepermit_buildings", mark="estate"),
        watched("inventory_presalepermit_units", mark="estate"),
    ]
