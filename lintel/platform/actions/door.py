"""The only door through which the business changes.

An action is a function. Decorating it once gives it a transaction, a lock on its subject, a permission with reach, a
state check, a precise write, an entry in the trail and protection against doing it twice; and a form, a button and an
endpoint, because the function's own signature says what it needs.
"""

from __future__ import annotations

import functools
import inspect
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lintel.platform.access.scope import everywhere, reach_of, reached, require, visible
from lintel.platform.actions import once
from lintel.platform.audit.models import changes_since, record, snapshot
from lintel.platform.clauses.registry import carries
from lintel.platform.kernel.doing import doing
from lintel.platform.kernel.errors import ChangedMeanwhile, Refused, not_permitted
from lintel.platform.kernel.models import rewrite
from lintel.platform.kernel.requestid import request_id

_by_model: dict[type[models.Model], list[Action]] = defaultdict(list)
_by_permission: dict[str, Action] = {}


def _always(row: Any) -> bool:
    return True


@dataclass(kw_only=True, eq=False)
class Action:
    """A deed with its paperwork."""

    body: Callable[..., Any]
    model: type[models.Model]
    name: str
    label: str | Promise
    clause: str = ""
    creates: bool = False
    to: str | None = None
    when: Callable[[Any], bool] = _always
    form: type[forms.BaseForm] | None = None
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    """Inputs the trail keeps only as dots."""
    spoken: tuple[str, ...] = ()
    """Inputs that are rows whose names are worth reading in the trail: ``tags``."""
    button: bool = True
    """Whether generic screens offer it; jobs and hand-written screens call the others."""
    judges_itself: bool = False
    """The deed finds out itself whether a change in the meantime matters, and says so better than "changed meanwhile"."""

    do_not_call_in_templates: ClassVar[bool] = True

    @functools.cached_property
    def permission(self) -> str:
        """Named after the area that declares the action: ``sales.reserve_unit``."""
        config = apps.get_containing_app_config(self.body.__module__)
        if config is None:
            raise LookupError(f"{self.body.__module__} is in no installed app")
        return f"{config.label}.{self.name}"

    @functools.cached_property
    def inputs(self) -> dict[str, inspect.Parameter]:
        """The keyword-only parameters: what a person must supply."""
        parameters = inspect.signature(self.body, eval_str=True).parameters
        return {n: p for n, p in parameters.items() if p.kind is p.KEYWORD_ONLY}

    def offered(self, user: Any, row: models.Model) -> bool:
        """Whether to show the button. The call itself decides for real, under the lock."""
        if reach_of(user, self.permission) is None or not self.possible(row):
            return False
        return visible(type(row), user, self.permission).filter(pk=row.pk).exists()

    def __call__(self, actor: Any, subject: models.Model | None = None, /, **inputs: Any) -> Any:
        """Do it. Returns what the body returns. Raises ``Refused`` (and changes nothing) when it may not be done."""
        with transaction.atomic():
            locked = None if self.creates else self._locked(actor, subject)
            return self._done(actor, locked, inputs, expected="")[0]

    def once(
        self, actor: Any, subject: models.Model | None = None, /, *, key: str, expected: str = "", **inputs: Any
    ) -> once.Outcome:
        """Do it at most once per ``key``: a retry answers the first result. ``expected`` is the row's ``stamp``.

        Raises ``KeyReused`` when the key came before with other content, ``ChangedMeanwhile`` when the row is not
        the one the person looked at.
        """
        with transaction.atomic():
            claim = once.claim(actor, key, self.permission, subject, inputs)
            if claim.done:
                return once.Outcome(claim.result or subject, replayed=True)
            locked = None if self.creates else self._locked(actor, subject)
            result, written = self._done(actor, locked, inputs, expected)
            row = result if isinstance(result, models.Model) else locked
            claim.settle(row)
            return once.Outcome(row, replayed=False, returned=result, written=written or row is not locked)

    def on_authority(self, actor: Any, locked: models.Model, /, **inputs: Any) -> Any:
        """Do it on a row already locked, inside a transaction, on the authority of an approved request.

        State, trail and precise write are as ever; the actor's own reach is not asked, because the request was decided
        by those who have the authority.
        """
        with doing(actor):
            return self._change(actor, locked, inputs, expected="")[0]

    def _done(self, actor: Any, locked: models.Model | None, inputs: dict[str, Any], expected: str) -> tuple[Any, bool]:
        """What the body returns, and whether the subject was written."""
        with doing(actor):
            if locked is None:
                require(actor, self.permission)
                return self._recorded(actor, self.body(actor, **inputs), inputs), False
            return self._change(actor, locked, inputs, expected)

    def _change(self, actor: Any, subject: models.Model, inputs: dict[str, Any], expected: str) -> tuple[Any, bool]:
        if expected and not self.judges_itself and expected != subject.stamp:  # type: ignore[attr-defined]
            raise ChangedMeanwhile(
                _("Somebody changed this while you had it open."),
                remedy=_("Look at the present values and decide again."),
                since=expected,
            )
        before = snapshot(subject)
        possible = self.when(subject)
        if self.to:
            subject.lifecycle.move(subject, self.to)  # type: ignore[attr-defined]
        if not possible:
            raise self._not_now()
        result = self.body(actor, subject, **inputs)
        if changes := changes_since(before, subject):
            rewrite(subject, [*_names(subject, changes), *_stamps(subject)])
        self._record(actor, subject, changes, inputs)
        return self._recorded(actor, result, inputs) if result is not subject else result, bool(changes)

    def _recorded(self, actor: Any, result: Any, inputs: dict[str, Any]) -> Any:
        """What the body made gets its own entry, and must lie within the maker's reach."""
        if isinstance(result, models.Model):
            if self.creates:
                self._must_reach(actor, result)
            self._record(actor, result, changes_since({}, result), inputs)
        return result

    def _must_reach(self, actor: Any, row: models.Model) -> None:
        if everywhere(actor) or not hasattr(row, "scope"):
            return
        if not visible(type(row), actor, self.permission).filter(pk=row.pk).exists():
            raise not_permitted()

    def _record(self, actor: Any, row: models.Model, changes: dict[str, Any], inputs: dict[str, Any]) -> None:
        record(
            actor,
            self.permission,
            row,
            changes,
            inputs,
            clause=self.clause,
            personal=self.personal,
            request_id=request_id(),
        )

    def possible(self, row: models.Model) -> bool:
        """Whether the row's own state allows it, whoever asks."""
        if self.to and not row.lifecycle.allows(row, self.to):  # type: ignore[attr-defined]
            return False
        return self.when(row)

    def _not_now(self) -> Refused:
        return Refused(
            _("“%(deed)s” is not possible now.") % {"deed": self.label},
            clause=self.clause,
            remedy=_("Open it again to see its present state."),
        )

    def _locked(self, actor: Any, subject: models.Model | None) -> models.Model:
        """The subject, read again under a row lock, if the actor may act on it."""
        if subject is None:
            raise TypeError(f"{self.name} needs a {self.model.__name__}")
        row: models.Model | None = reached(self.model, actor, subject.pk, self.permission, lock="full")
        if row is None:
            raise not_permitted()
        return row


def action(model: type[models.Model], label: str | Promise, **options: Any) -> Callable[[Callable[..., Any]], Action]:
    """Turn a function into an ``Action`` on ``model`` and remember it.

    Options are the fields of ``Action``: ``clause``, ``creates``, ``to``, ``when``, ``form``, ``labels``, ``personal``,
    ``spoken``, ``button``, ``judges_itself``. The signature is ``(actor, subject, *, inputs…)``; without a subject when ``creates=True``.
    """

    def decorate(body: Callable[..., Any]) -> Action:
        made = Action(body=body, model=model, name=body.__name__, label=label, **options)
        functools.update_wrapper(made, body, updated=())
        _by_model[model].append(made)
        _by_permission[made.permission] = made
        if made.clause:
            carries(made.clause, kind="action", name=made.permission, title=label)
        return made

    return decorate


def actions_on(model: type[models.Model]) -> list[Action]:
    """The deeds that have a row of ``model`` as their subject."""
    return [a for a in _by_model[model] if not a.creates]


def all_actions() -> list[Action]:
    return list(_by_permission.values())


def action_named(permission: str) -> Action | None:
    return _by_permission.get(permission)


def _stamps(row: models.Model) -> list[str]:
    return [f.name for f in row._meta.concrete_fields if getattr(f, "auto_now", False)]


def _names(row: models.Model, attnames: Mapping[str, Any]) -> list[str]:
    """Field names to write for the changed columns."""
    return [f.name for f in row._meta.concrete_fields if f.attname in attnames]
