"""Where a row stands in the organisation, and therefore who can reach it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.kernel.errors import not_permitted


class Scope:
    """Declared once on a model; applied once, in ``visible``.

    ``Scope(owner="agent")`` - rows belong to a person.
    ``Scope(project="project")`` - rows belong to a project: only its members see them, whatever their reach.
    ``Scope(through="contract")`` - rows belong to whoever the contract belongs to.
    ``Scope()`` - rows are shared; only a permission is needed.
    A row whose owner is empty belongs to nobody: it is reached from DEPARTMENT upwards only.
    """

    def __init__(self, *, owner: str = "", project: str = "", through: str = "") -> None:
        self.owner, self.project, self.through = owner, project, through

    def within(self, model: type[Model], user: Any, reach: Reach, prefix: str = "") -> Q:
        """The condition a row of ``model`` must meet; ``prefix`` is the path from the queried model."""
        if self.through:
            parent: Any = model._meta.get_field(self.through).related_model
            return parent.scope.within(parent, user, reach, f"{prefix}{self.through}__")
        return self._in_projects(user, prefix) & self._in_reach(user, reach, prefix)

    def _in_projects(self, user: Any, prefix: str) -> Q:
        if not self.project or everywhere(user):
            return Q()
        path = self.project if self.project == "pk" else f"{self.project}_id"
        return Q(**{f"{prefix}{path}__in": project_ids(user)})

    def _in_reach(self, user: Any, reach: Reach, prefix: str) -> Q:
        if reach == Reach.ALL or not self.owner:
            return Q()
        owner = prefix + self.owner
        mine = Q(**{owner: user})
        if reach == Reach.OWN or user.department_id is None:
            return mine
        if reach == Reach.TEAM:
            return mine | Q(**{f"{owner}__department_id": user.department_id})
        return (
            mine
            | Q(**{f"{owner}__department__path__startswith": user.department.path})
            | Q(**{f"{owner}__isnull": True})
        )


def everywhere(user: Any) -> bool:
    """The system itself (jobs, demo, installation) is in every project; no person is."""
    return bool(getattr(user, "is_system", False))


def project_ids(user: Any) -> list[int]:
    """The projects this person belongs to."""
    if not hasattr(user, "_project_ids"):
        user._project_ids = list(user.project_memberships.values_list("project_id", flat=True))
    return user._project_ids


def reach_of(user: Any, permission: str) -> Reach | None:
    """The widest reach any of the user's roles gives this permission, or None."""
    if everywhere(user):
        return Reach.ALL
    if not user.is_active:
        return None
    if not hasattr(user, "_reaches"):
        user._reaches = _reaches(user)
    return user._reaches.get(permission)


def may(user: Any, permission: str) -> bool:
    """Whether the user holds the permission at all, however far it reaches."""
    return reach_of(user, permission) is not None


def forget(user: Any) -> None:
    """Drop what was remembered about this person's grants and projects (after a change of them)."""
    for name in ("_reaches", "_project_ids"):
        user.__dict__.pop(name, None)


def _reaches(user: Any) -> dict[str, Reach]:
    widest: dict[str, Reach] = {}
    for name, said in Grant.objects.filter(role__members=user.pk).values_list("permission", "reach"):
        reach = Reach(said)
        if name not in widest or reach.width > widest[name].width:
            widest[name] = reach
    return widest


def visible(rows: type[Model] | QuerySet, user: Any, permission: str = "") -> QuerySet:
    """The rows this user may see (or may act on, when ``permission`` says so)."""
    queryset = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    model: Any = queryset.model
    reach = reach_of(user, permission or view_permission(model))
    if reach is None:
        return queryset.none()
    return queryset.filter(model.scope.within(model, user, reach))


def view_permission(model: type[Model]) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def require(user: Any, permission: str) -> None:
    """Raises ``NotPermitted`` unless the user holds the permission at some reach."""
    if reach_of(user, permission) is None:
        raise not_permitted()


# Roles and grants are shared rows like any other; their models stand below this module, so it is said here.
Role.scope = Scope()  # type: ignore[attr-defined]
Grant.scope = Scope()  # type: ignore[attr-defined]
