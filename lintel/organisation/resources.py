"""People, teams, roles with their reach, and the trail."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django_filters import BooleanFilter, FilterSet, ModelChoiceFilter

from lintel.organisation import actions, screens, widgets  # noqa: F401  (the figures register themselves)
from lintel.platform.access.models import Grant, Role
from lintel.platform.access.scope import visible
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import SYSTEM, Department, User
from lintel.platform.workbench.chips import chips
from lintel.platform.workbench.resource import Column, Panel, Resource, View, panel_on
from lintel.platform.workbench.trail import deed_words

chips(User, "is_active", {True: ("ok", "●"), False: ("mute", "○")})
chips(Role, "kind", {"post": ("brand", ""), "duty": ("info", ""), "system": ("mute", "")})
chips(Grant, "reach", {"own": ("mute", "◔"), "team": ("info", "◑"), "department": ("wait", "◕"), "all": ("brand", "●")})


def _roles_shown(request: HttpRequest) -> QuerySet[Role]:
    return visible(Role, request.user, "directory.view_user").order_by("pk")


def _people(request: HttpRequest) -> QuerySet[User]:
    return visible(User, request.user).order_by("pinyin")


class PeopleFilter(FilterSet):
    post = ModelChoiceFilter(field_name="roles", queryset=_roles_shown, label=_("Post or duty"))
    never = BooleanFilter(label=_("Never signed in"), field_name="last_login", lookup_expr="isnull")
    without_post = BooleanFilter(label=_("Without a post"), method="by_post")

    class Meta:
        model = User
        fields = ["department", "is_active"]

    def by_post(self, rows: QuerySet[User], name: str, value: bool) -> QuerySet[User]:
        appointed = (
            visible(User, self.request.user).filter(roles__kind__in=(Role.Kind.POST, Role.Kind.SYSTEM)).values("pk")
        )
        return rows.exclude(pk__in=appointed) if value else rows.filter(pk__in=appointed)


def _roles(person: User) -> str:
    return pgettext("between posts", ", ").join(
        str(role) for role in sorted(person.roles.all(), key=lambda r: (-r.rank, r.pk))
    )


class People(Resource):
    model = User
    empty = _("Nobody is entered yet. Whoever is added gets a one-time password.")
    icon = "users-group"
    title = _("People")
    clause = "2.1"
    lead = _("One post each, duties on top. Whoever leaves is closed, never deleted.")
    columns = [
        Column("name", label=_("Full name"), sort="pinyin"),
        Column("roles", label=_("Post and duties"), value=_roles),
        "department",
        Column("mobile", sort=False),
        Column("username", label=_("User name"), permission="organisation.view_accounts"),
        Column(
            "is_active",
            label=_("Account"),
            kind="chip",
            words={True: _("In use"), False: _("Closed")},
            permission="organisation.view_accounts",
        ),
        Column("last_login", label=_("Last signed in"), permission="organisation.view_accounts"),
    ]
    filterset = PeopleFilter
    search = ["name", "pinyin", "username"]
    search_hint = _("Name or pinyin")
    create = actions.add_person
    adding = screens.add_person
    acting = {"reset_password": screens.reset_password}
    order = "pinyin"
    views = [View(_("Working"), "is_active=true")]

    def rows(self, user: Any) -> QuerySet:
        return super().rows(user).exclude(username=SYSTEM).prefetch_related("roles")


class Departments(Resource):
    model = Department
    empty = _("No team is set up. People and targets belong to teams.")
    icon = "sitemap"
    title = _("Teams")
    clause = "2.1"
    columns = ["name", "kind", "parent"]
    search = ["name"]
    form = ["name", "kind", "parent"]
    order = "path"


class Roles(Resource):
    model = Role
    empty = _("No post is set up. Posts come with the installation.")
    icon = "id-badge-2"
    title = _("Posts and duties")
    columns = [
        Column("code", label=_("Post"), value=str, sort="pk"),
        Column("kind"),
        Column("short", label=_("Code"), value=lambda r: r.code),
    ]
    filters = ["kind"]
    order = "pk"
    export = False


class Grants(Resource):
    model = Grant
    empty = _("No right has been given. Rights come with the posts and are changed here.")
    icon = "key"
    title = _("Rights")
    lead = _("How far each post reaches with each deed. Always inside the person's projects.")
    columns = [
        Column("permission", label=_("Deed"), value=lambda g: deed_words(g.permission)),
        "role",
        "reach",
        Column("code", label=_("Name in the records"), value=lambda g: g.permission),
    ]
    filters = ["role", "reach"]
    search = ["permission"]
    order = "permission"
    export = False


class TrailFilter(FilterSet):
    actor = ModelChoiceFilter(queryset=_people, label=_("Done by"))

    class Meta:
        model = Entry
        fields: list[str] = []


def _thing(entry: Entry) -> Any:
    model = entry.subject_type.model_class()
    return model._meta.verbose_name if model else entry.subject_type.model


class Trail(Resource):
    model = Entry
    empty = _("Nothing has been done yet. Every change leaves a line here that nobody can rewrite.")
    icon = "history"
    title = _("Trail")
    lead = _("Who did what. Written by the system, sealed, never edited.")
    columns = [
        "at",
        Column("actor", label=_("Done by")),
        Column("deed", value=lambda e: deed_words(e.deed)),
        Column("subject_type", label=_("Kind"), value=_thing),
        Column("subject_id", label=_("Number"), kind="text"),
        Column("clause"),
    ]
    filterset = TrailFilter
    periods = ["at"]
    search = ["deed", "clause", "request_id"]
    export = False
    trail = False


panel_on(Department, Panel(title=_("Members"), model=User, by="department"))
panel_on(Role, Panel(title=_("Rights"), model=Grant, by="role", limit=200))
