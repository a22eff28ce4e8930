"""Where a row stands in the organisation, and therefore who can reach it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Literal

from django.db.models import Model, Q, QuerySet

from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.errors import not_permitted
from lintel.platform.kernel.remembered import remembered


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
        mine = Q(**{owner: user.pk})
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
    return _standing(user).projects


def reach_of(user: Any, permission: str) -> Reach | None:
    """The widest reach any of the user's roles gives this permission, or None."""
    if everywhere(user):
        return Reach.ALL
    if not user.is_active:
        return None
    return _standing(user).reaches.get(permission)


def may(user: Any, permission: str) -> bool:
    """Whether the user holds the permission at all, however far it reaches."""
    return reach_of(user, permission) is not None


def reaches_of(user: Any) -> dict[str, Reach]:
    """Every permission the user's roles give, with its widest reach."""
    return _standing(user).reaches


def roles_of(user: Any) -> tuple[Role, ...]:
    """The user's post and duties, in the order of their keys."""
    return _standing(user).held


def codes_of(user: Any) -> frozenset[str]:
    """The codes of the user's post and duties."""
    return _standing(user).codes


def forget(user: Any) -> None:
    """Drop what was remembered about this person's roles, grants and projects (after a change of them)."""
    for name in ("_standing", "codes", "held", "post"):
        with suppress(AttributeError):
            delattr(user, name)


@dataclass(frozen=True)
class Standing:
    """Where a person stands: the same for every question of one request. Shared between threads, so never changed."""

    held: tuple[Role, ...]
    codes: frozenset[str]
    reaches: dict[str, Reach]
    projects: list[int]


def _standing(user: Any) -> Standing:
    """Asked once per person and request, and then only for the mark of the tables behind it."""
    found: Standing | None = getattr(user, "_standing", None)
    if found is None:
        found = user._standing = remembered("access", user.pk, lambda: _found(user))
    return found


def _found(user: Any) -> Standing:
    held = tuple(Role.objects.filter(members=user.pk).order_by("pk"))
    return Standing(
        held=held,
        codes=frozenset(role.code for role in held),
        reaches=_reaches(user),
        projects=list(user.project_memberships.order_by("pk").values_list("project_id", flat=True)),
    )


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


def reached(model: type[Model], user: Any, pk: int, permission: str = "", *, lock: Lock = "no") -> Any:
    """The row of ``model`` with this key, if ``user`` may see it (or act on it, by ``permission``); else None.

    With ``lock`` it is read under a row lock, with the permission in the same query; a ``weak`` one lets others go on
    writing rows that refer to it. The same rows as ``visible``; the query of the plain scopes is kept ready, because
    every page of a row and every deed begins with it.
    """
    reach = reach_of(user, permission or view_permission(model))
    if reach is None:
        return None
    if _plain(model, user, reach):
        projects = project_ids(user)
        shape = (model, reach, len(projects), lock)
        if shape not in _shapes:
            _shapes[shape] = Prepared(_one_row(model, reach, lock))
        rows = _shapes[shape](pk, user.pk, user.department_id or 0, *projects)
        return rows[0] if rows else None
    within: QuerySet = model._default_manager.filter(model.scope.within(model, user, reach))  # type: ignore[attr-defined]
    return _row(model, pk, within, lock).first()


Lock = Literal["no", "weak", "full"]
_shapes: dict[Any, Prepared] = {}


def _plain(model: type[Model], user: Any, reach: Reach) -> bool:
    scope: Any = model.scope  # type: ignore[attr-defined]
    if type(scope) is not Scope or scope.through or everywhere(user) or reach == Reach.DEPARTMENT:
        return False
    return bool(project_ids(user)) or not scope.project


def _one_row(model: type[Model], reach: Reach, lock: Lock) -> Any:
    def build(pk: int, user: int, department: int, *projects: int) -> QuerySet:
        standing = Standing((), frozenset(), {}, list(projects))
        somebody = SimpleNamespace(pk=user, department_id=department, _standing=standing)
        return _row(model, pk, model._default_manager.filter(model.scope.within(model, somebody, reach)), lock)  # type: ignore[attr-defined]

    return build


def _row(model: type[Model], pk: int, within: QuerySet, lock: Lock) -> QuerySet:
    if lock == "no":
        return within.filter(pk=pk)
    rows = model._default_manager.select_for_update(of=("self",), no_key=lock == "weak")
    return rows.filter(pk=pk, pk__in=within.values("pk"))


def view_permission(model: type[Model]) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def require(user: Any, permission: str) -> None:
    """Raises ``NotPermitted`` unless the user holds the permission at some reach."""
    if reach_of(user, permission) is None:
        raise not_permitted()


# Roles and grants are shared rows like any other; their models stand below this module, so it is said here.
Role.scope = Scope()  # type: ignore[attr-defined]
Grant.scope = Scope()  # type: ignore[attr-defined]
