"""What can happen to people's accounts: joining, changing posts, leaving. Nobody changes their own rights."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pypinyin import lazy_pinyin

from lintel.organisation.forms import PersonForm, PostsForm
from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.access.scope import forget
from lintel.platform.actions.door import action
from lintel.platform.directory.models import SYSTEM, Department, User
from lintel.platform.directory.sessions import end_sessions
from lintel.platform.kernel.errors import Refused

#: Without the letters and digits that people mistake for one another when a password is read aloud.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class OwnRights(Refused):
    """Nobody gives rights to themselves or takes their own account away."""

    status = 403


def one_time_password() -> str:
    """Fourteen letters and digits in groups: read out once, changed at the first sign-in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(size)) for size in (5, 4, 5))


def spelled(name: str) -> str:
    """Pinyin and initials, so that ``wm`` and ``wangmin`` both find 王敏."""
    syllables = lazy_pinyin(name)
    return f"{''.join(syllables)} {''.join(s[:1] for s in syllables)}"[:120]


@action(User, gettext_lazy("Add a person"), creates=True, form=PersonForm, clause="2.1", button=False)
def add_person(
    actor: Any,
    *,
    username: str,
    name: str,
    post: Role,
    duties: list[Role] | None = None,
    mobile: str = "",
    department: Department | None = None,
) -> User:
    """An account with one post and a one-time password, which is in ``person.one_time_password`` this once only."""
    password = one_time_password()
    person = User(
        username=username,
        name=name,
        mobile=mobile,
        department=department,
        pinyin=spelled(name),
        must_change_password=True,
    )
    person.set_password(password)
    person.full_clean(exclude=["password"])
    person.save()
    person.roles.set([post, *(duties or [])])
    person.one_time_password = password  # type: ignore[attr-defined]
    return person


@action(User, gettext_lazy("Edit"))
def change_person(
    actor: Any, person: User, *, name: str, mobile: str = "", department: Department | None = None
) -> None:
    """Name, work phone and team."""
    person.name, person.mobile, person.department, person.pinyin = name, mobile, department, spelled(name)


@action(User, gettext_lazy("Post and duties"), form=PostsForm, clause="2.1", when=lambda p: p.is_active)
def give_posts(actor: Any, person: User, *, post: Role, duties: list[Role] | None = None) -> None:
    """Exactly one post and any number of duties. Sessions opened on the old ones end with the next request."""
    _not_oneself(actor, person)
    person.roles.set([post, *(duties or [])])
    forget(person)


@action(User, gettext_lazy("Close the account"), when=lambda p: p.is_active)
def disable_person(actor: Any, person: User, *, reason: str) -> None:
    """A leaver may not sign in from this moment, and is signed out everywhere."""
    _not_oneself(actor, person)
    if person.username == SYSTEM:
        raise Refused(_("The system's own account stays."))
    person.is_active = False
    transaction.on_commit(lambda: end_sessions(person))


@action(User, gettext_lazy("Open the account again"), when=lambda p: not p.is_active and p.username != SYSTEM)
def enable_person(actor: Any, person: User, *, reason: str) -> None:
    """The person may sign in again, with the password they had."""
    person.is_active = True


@action(User, gettext_lazy("New one-time password"), when=lambda p: p.is_active)
def reset_password(actor: Any, person: User) -> User:
    """For somebody who forgot theirs: told once, changed at the next sign-in; every session of theirs ends."""
    _not_oneself(actor, person)
    password = one_time_password()
    person.set_password(password)
    person.must_change_password = True
    person.one_time_password = password  # type: ignore[attr-defined]
    transaction.on_commit(lambda: end_sessions(person))
    return person


@action(Grant, gettext_lazy("Change the reach"))
def set_reach(actor: Any, grant: Grant, *, reach: Reach) -> None:
    """How far a role reaches with one permission."""
    if actor.roles.filter(pk=grant.role_id).exists():
        raise OwnRights(_("Nobody widens their own rights."), remedy=_("Ask another administrator."))
    grant.reach = reach


def _not_oneself(actor: Any, person: User) -> None:
    if actor.pk == person.pk:
        raise OwnRights(_("Nobody changes their own account here."), remedy=_("Ask another administrator."))
