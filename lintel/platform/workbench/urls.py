"""Routes of the frame itself, namespace ``workbench``."""

from __future__ import annotations

from django.urls import path

from lintel.platform.workbench import (
    bulk_runs,
    choosing,
    drafts,
    frame,
    numbers,
    palette,
    preferences,
    reading_days,
    revealing,
    searching,
    shortcuts,
    widgets,
)

urlpatterns = [
    path("alive/", frame.alive, name="alive"),
    path("draft/", drafts.keep, name="draft"),
    path("draft/discard/", drafts.discard, name="discard"),
    path("day/", reading_days.read, name="day"),
    path("look/", preferences.look, name="look"),
    path("keys/", shortcuts.keys, name="keys"),
    path("settings/", frame.settings_of_mine, name="settings"),
    path("project/", frame.choose_project, name="project"),
    path("search/", searching.search, name="search"),
    path("watermark.svg", frame.watermark, name="watermark"),
    path("numbers/", numbers.strip, name="numbers"),
    path("days/", numbers.days, name="days"),
    path("bulk/<int:pk>/", bulk_runs.show, name="bulk-run"),
    path("bulk/<int:pk>/result/", bulk_runs.result, name="bulk-result"),
    path("choices/<slug:name>/", choosing.choices, name="choices"),
    path("palette/", palette.palette, name="palette"),
    path("widget/<slug:name>/", widgets.show, name="widget"),
    path("reveal/<slug:app>/<slug:model>/<int:pk>/<slug:field>/", revealing.reveal_value, name="reveal"),
]
