"""Whoever may take a table in may follow its import; managers see all of their projects. An export is its asker's alone."""

from lintel.platform.access.defaults import ALL, OWN, default_grants
from lintel.platform.access.posts import EVERY_POST

_EVERYBODY = f"{EVERY_POST} FIN LEG PO SYS"
_OTHERS = "SS SR PS PC CS CR FIN LEG PO SYS"
_TAKERS_OUT = "SS PS CS FIN MGR DM"
_VERBS = (
    "start_import", "match_import", "begin_check", "settle_check", "fix_rows", "confirm_import", "carry_out_import", "fail_import",
    "drop_import", "undo_import",
)  # fmt: skip

default_grants(
    {
        **{f"exchange.{verb}": {OWN: _EVERYBODY} for verb in _VERBS},
        "exchange.export_rows": {OWN: "SS PS CS FIN", ALL: "MGR DM"},
        "exchange.expire_import": {ALL: "SYS"},
        "exchange.ask_export": {OWN: _TAKERS_OUT},
        "exchange.ask_plain_export": {OWN: "SS CS MGR DM"},
        "exchange.view_exportjob": {OWN: _TAKERS_OUT},
        "exchange.view_importjob": {OWN: _OTHERS, ALL: "MGR DM"},
    }
)
