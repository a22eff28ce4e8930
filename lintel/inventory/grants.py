"""Who may do what with units, permits and prices, until an office decides otherwise."""

from lintel.platform.access.defaults import ALL, default_grants
from lintel.platform.access.posts import EVERY_POST

UNIT_CONTROL = "MGR"
"""Unit control (销控) is the manager's; a deputy acts through approvals and delegation."""
LAYOUT = "MGR DM PS"

default_grants(
    {
        "inventory.view_project": {ALL: f"{EVERY_POST} FIN LEG SYS"},
        "inventory.view_projectmember": {ALL: "MGR DM SYS"},
        "inventory.view_phase": {ALL: f"{EVERY_POST} FIN LEG"},
        "inventory.view_building": {ALL: f"{EVERY_POST} FIN LEG"},
        "inventory.view_section": {ALL: f"{EVERY_POST} FIN LEG"},
        "inventory.view_unittype": {ALL: f"{EVERY_POST} FIN LEG"},
        "inventory.view_facility": {ALL: EVERY_POST},
        "inventory.view_unit": {ALL: f"{EVERY_POST} FIN LEG"},
        "inventory.view_presalepermit": {ALL: f"{EVERY_POST} FIN LEG"},
        "inventory.view_pricescheme": {ALL: "MGR DM SS PS FIN LEG"},
        "inventory.view_priceline": {ALL: "MGR DM SS SR PS FIN LEG"},
        "inventory.view_claim": {ALL: "MGR DM SS SR FIN LEG"},
        "inventory.import_units": {ALL: LAYOUT},
        "inventory.open_project": {ALL: "MGR SYS"},
        **{
            f"inventory.{verb}_{what}": {ALL: LAYOUT}
            for verb in ("add", "change")
            for what in ("phase", "building", "unittype", "facility")
        },
        "inventory.change_project": {ALL: "MGR SYS"},
        "inventory.change_unit": {ALL: LAYOUT},
        "inventory.add_member": {ALL: "MGR DM"},
        "inventory.remove_member": {ALL: "MGR DM"},
        "inventory.generate_building": {ALL: LAYOUT},
        "inventory.release_units": {ALL: UNIT_CONTROL},
        "inventory.withhold_units": {ALL: UNIT_CONTROL},
        "inventory.designate_not_for_sale": {ALL: "MGR DM"},
        "inventory.freeze_unit": {ALL: "LEG"},
        "inventory.unfreeze_unit": {ALL: "LEG"},
        "inventory.record_permit": {ALL: f"{LAYOUT} LEG"},
        "inventory.change_permit": {ALL: f"{LAYOUT} LEG"},
        "inventory.submit_permit": {ALL: f"{LAYOUT} LEG"},
        "inventory.record_publication": {ALL: f"{LAYOUT} LEG"},
        "inventory.revoke_permit": {ALL: "MGR LEG"},
        "inventory.draft_scheme": {ALL: "DM SS PS"},
        "inventory.price_unit": {ALL: "DM SS PS"},
        "inventory.draft_repricing": {ALL: "MGR DM SS PS"},
        "inventory.submit_scheme": {ALL: "DM SS PS"},
        "inventory.withdraw_scheme": {ALL: "DM SS PS"},
        "inventory.file_scheme": {ALL: "LEG"},
        "inventory.put_in_force": {ALL: "MGR LEG"},
        "inventory.see_list_price": {ALL: "MGR DM SS SR PS PC FIN LEG"},
        "inventory.see_floor_price": {ALL: "MGR DM"},
        "inventory.see_holder": {ALL: "MGR DM SS SR"},
    }
)
