"""Which pictures the documentation shows, by the person whose work they show: what ``tools.screenshots`` takes."""

from __future__ import annotations

from tools.screen_list import ROW, Screen

LANGUAGES = {"zh-Hans": "zh-CN", "en": "en-GB"}
"""Folders of ``docs/images`` and what the browser asks for; documents in traditional Chinese show the simplified ones."""
DESK, PHONE = ("desk",), ("phone",)
PICTURES: dict[str, tuple[Screen, ...]] = {
    "wang": (
        Screen("consultant-home", "/", sizes=PHONE),
        Screen("consultant-reception", "/customers/reception/", sizes=PHONE),
        Screen("consultant-customer", "/customers/customer/?stage=reserved&grade=A", ROW, sizes=DESK),
    ),
    "zhou": (
        Screen("supervisor-home", "/", sizes=DESK),
        Screen("supervisor-week", "/customers/week/", sizes=DESK),
    ),
    "liu": (
        Screen("manager-home", "/", sizes=DESK),
        Screen("manager-board", "/inventory/board/", sizes=DESK),
        Screen("manager-approval", "/approvals/", "#rows a.inbox-link", sizes=DESK),
        Screen("manager-cockpit", "/insight/", sizes=DESK),
    ),
    "chen": (
        Screen("deputy-home", "/", sizes=DESK),
        Screen("deputy-announcement", "/office/announcement/", ROW, sizes=DESK),
    ),
    "zheng": (
        Screen("planning-home", "/", sizes=DESK),
        Screen("planning-prices", "/inventory/pricescheme/", ROW, sizes=DESK),
        Screen("planning-imports", "/exchange/", sizes=DESK),
    ),
    "feng": (
        Screen("planner-home", "/", sizes=DESK),
        Screen("planner-kit", "/customers/kit/", sizes=DESK),
    ),
    "xu": (
        Screen("service-home", "/", sizes=DESK),
        Screen("service-calls", "/", "main a[href*='satisfied_at_most']", sizes=DESK),
    ),
    "he": (
        Screen("desk-home", "/", sizes=DESK),
        Screen("desk-floor", "/customers/floor/", sizes=DESK),
    ),
    "admin": (
        Screen("administrator-home", "/", sizes=DESK),
        Screen("administrator-people", "/directory/user/", sizes=DESK),
    ),
}
"""One workbench for each post, and the one or two screens its people live in."""
