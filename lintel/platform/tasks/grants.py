"""Everybody has a list of to-dos; supervisors see their team's, managers their projects'."""

from lintel.platform.access.defaults import DEPARTMENT, OWN, TEAM, default_grants

DUTIES = "FIN LEG PO ATT SUP DOC"
OTHERS = f"SR PC CR {DUTIES}"

default_grants(
    {
        "tasks.view_task": {OWN: f"{OTHERS} SYS", TEAM: "SS PS CS", DEPARTMENT: "DM MGR"},
        "tasks.finish_task": {OWN: f"{OTHERS} SS PS CS DM MGR SYS"},
        "tasks.reopen_task": {OWN: f"{OTHERS} SS PS CS DM MGR SYS"},
        # To-dos of one's own are everybody's; to give work is for whoever leads, in their team or their projects.
        "tasks.view_errand": {OWN: f"{OTHERS} SYS", TEAM: "SS PS CS", DEPARTMENT: "DM MGR"},
        "tasks.write_errand": {OWN: f"{OTHERS} SYS", TEAM: "SS PS CS", DEPARTMENT: "DM MGR"},
        "tasks.take_back_errand": {OWN: f"{OTHERS} SS PS CS DM MGR SYS"},
        "tasks.give_task": {TEAM: "SS PS CS", DEPARTMENT: "DM MGR"},
        "tasks.postpone_task": {OWN: f"{OTHERS} SS PS CS DM MGR SYS"},
        "tasks.ask_for_help": {OWN: f"{OTHERS} SS PS CS DM MGR SYS"},
    }
)
