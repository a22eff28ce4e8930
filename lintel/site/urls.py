"""Every address of the product: the frame, each area, the platform's own screens, and signing in."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import JavaScriptCatalog, set_language

from lintel.platform.workbench.resource import urls_for
from lintel.site import account_views, areas, errors, first_steps, guides, health, home, views  # noqa: F401  (the health card registers itself)
from lintel.site.demo import screens as demo_screens

#: Platform packages with screens of their own; each is mounted at its name, in a namespace of its name.
PLATFORM = ["approvals", "tasks", "notices", "attachments", "exchange"]

areas.load()


def _platform() -> list[URLResolver]:
    found = [p for p in PLATFORM if find_spec(f"lintel.platform.{p}.urls")]
    return [path(f"{p}/", include((import_module(f"lintel.platform.{p}.urls").urlpatterns, p))) for p in found]


def _api() -> list[URLPattern]:
    if not find_spec("lintel.site.api"):
        return []
    return [path("api/", import_module("lintel.site.api").api.urls)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("todos/", home.todos, name="home-todos"),
    path("first-steps/<slug:name>/", first_steps.go, name="steps-go"),
    path("first-steps/<slug:name>/away/", first_steps.put_away, name="steps-away"),
    path("demo/leave/", demo_screens.leave, name="demo-leave"),
    path("help/", guides.index, name="help"),
    path("help/new/", guides.news, name="help-news"),
    path("help/<slug:slug>/", guides.guide, name="help-guide"),
    path("me/", account_views.me, name="me"),
    path("me/sessions/", account_views.sessions, name="my_sessions"),
    path("healthz", views.health, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("language/", set_language, name="set_language"),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="jsi18n"),
    path("accounts/", include(account_views.urlpatterns)),
    path("workbench/", include(("lintel.platform.workbench.urls", "workbench"))),
    *[route for area in areas.AREAS for route in urls_for(area)],
    *_platform(),
    *_api(),
]

if settings.DEBUG:
    from lintel.site.gallery.screen import gallery

    urlpatterns.append(path("_gallery/", gallery, name="gallery"))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = "lintel.site.errors.too_many"  # asked for by allauth when somebody signs in too often
handler500 = errors.server_error
