"""What a person does with a to-do itself, and work people write down; the rest happens on the row a to-do is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import project_ids
from lintel.platform.actions.door import action
from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused, not_permitted
from lintel.platform.kernel.words import listed
from lintel.platform.notices.sending import notify, over
from lintel.platform.privacy.scan import scan
from lintel.platform.tasks.forms import ErrandForm
from lintel.platform.tasks.kinds import ANSWERED, BY_PEOPLE, ERRAND, GIVEN, OWN, TOLD
from lintel.platform.tasks.models import Errand, Task
from lintel.platform.tasks.people import colleagues, takers
from lintel.platform.tasks.todo import drop, still_asked, todo


def _open_and_by_hand(task: Task) -> bool:
    return task.done_at is None and task.by_hand


def _open(task: Task) -> bool:
    return task.done_at is None


@action(Errand, _("New to-do"), creates=True, form=ErrandForm, button=False)
def write_errand(
    actor: Any, *, title: str, text: str = "", assignee: User | None = None, due_at: datetime | None = None
) -> Errand:
    """Note something for oneself, or give it to a colleague in one's reach, who hears of it."""
    person = assignee or actor
    _in_reach(actor, person, write_errand.permission)
    _no_numbers(title=title, text=text)
    if due_at is not None and due_at <= clock.now():
        raise ValidationError({"due_at": _t("The due moment must lie in the future.")})
    errand = Errand.objects.create(
        title=title.strip(), text=text.strip(), person=person, given_by=actor, project_id=_shared(actor, person)
    )
    kind = OWN if person == actor else ERRAND
    task = todo(
        kind,
        errand,
        errand.title,
        assignee=person,
        project_id=errand.project_id,
        url=errand.get_absolute_url(),
        due_at=due_at,
    )
    _tell_of(actor, task, person)
    return errand


@action(Errand, _("Take back"), button=False)
def take_back_errand(actor: Any, errand: Errand, *, reason: str) -> None:
    """It need not be done any more; only whoever gave it says so."""
    if errand.given_by_id != actor.pk:
        raise not_permitted()
    if not drop(errand):
        raise Refused(_t("It is done already."))
    notify(
        errand.person, ANSWERED.code, _("%(who)s takes back: %(what)s"), values={"who": actor, "what": errand.title},
        url=errand.get_absolute_url(), about=errand,
    )  # fmt: skip


@action(Task, _("Give to a colleague"), when=lambda t: t.done_at is None, button=False)
def give_task(actor: Any, task: Task, *, assignee: User, note: str = "") -> None:
    """From now on it waits for this colleague by name; they hear from whom. Work with an owner goes with what it is about."""
    if not task.can_be_given:
        raise Refused(
            _t("This goes with what it is about."),
            remedy=_t("Hand the customer over, or transfer the request: its to-dos follow."),
        )
    _no_numbers(note=note)
    if not takers(actor, task, give_task.permission).filter(pk=assignee.pk).exists():
        raise NotPermitted(_t("%(who)s cannot be given this.") % {"who": assignee}, remedy=_t("Choose from the list."))
    if Task.objects.filter(
        kind=task.kind, about_type=task.about_type, about_id=task.about_id, assignee=assignee, done_at=None
    ).exists():
        raise Refused(_t("%(who)s has this to-do already.") % {"who": assignee})
    over(task, *TOLD)
    task.of_post, task.role = task.role or task.of_post, ""
    task.assignee, task.level, task.escalated_to = assignee, 0, None
    if task.kind in BY_PEOPLE:
        errand: Any = task.about
        task.kind = OWN if errand.given_by_id == assignee.pk else ERRAND
        errand.person, errand.project_id = assignee, task.project_id or _shared(actor, assignee)
        errand.save(update_fields=["person", "project_id", "updated_at"])
    _tell_of(actor, task, assignee, note)


@action(Task, _("Done"), when=_open_and_by_hand)
def finish_task(actor: Any, task: Task, *, note: str = "") -> None:
    """Tick off work that the software cannot see."""
    task.done_at, task.done_by = clock.now(), actor
    over(task, *TOLD)
    if task.of_kind is not None and task.of_kind.finished is not None:
        task.of_kind.finished(task.about, task)
    _tell_giver(actor, task, _("%(who)s has done: %(what)s"))


@action(Task, _("Not done after all"), when=lambda t: t.by_hand, button=False)
def reopen_task(actor: Any, task: Task) -> None:
    """Take back a tick of one's own, as long as nothing was built on it. Whoever gave the work hears of it."""
    if task.done_at is None:
        raise Refused(_t("This is open already."))
    if not may_reopen(actor, task):
        raise Refused(
            _t("This can no longer be taken back."),
            remedy=_t(
                "Whoever ticks something off takes that back within %(minutes)d minutes. Write a new to-do instead."
            )
            % {"minutes": UNDONE_WITHIN // timedelta(minutes=1)},
        )
    if still_asked(task):
        raise Refused(_t("The same has been asked again meanwhile."), remedy=_t("Do what is on the list now."))
    task.done_at = task.done_by = None
    _tell_giver(actor, task, _("%(who)s takes back that this is done: %(what)s"))


def may_reopen(actor: Any, task: Task) -> bool:
    """Whether this person ticked it off a moment ago, and nothing followed from it that cannot be taken back."""
    final = task.of_kind is None or task.of_kind.finished is not None
    if final or task.dropped or task.done_at is None or task.done_by_id != actor.pk:
        return False
    return clock.now() - task.done_at <= UNDONE_WITHIN


@action(Task, _("Postpone"), when=_open)
def postpone_task(actor: Any, task: Task, *, until: datetime, reason: str) -> None:
    """A later due moment, with a reason that stays in the trail. Not once it was reported as late."""
    if task.level:
        raise Refused(
            _t("This is overdue and has been reported; it can only be done now."),
            remedy=_t("Do it, or talk to your supervisor."),
        )
    if until <= clock.now():
        raise Refused(_t("The new moment must lie in the future."))
    task.due_at = until
    moment = f"{clock.local(until):%m-%d %H:%M}"
    _tell_giver(actor, task, _("%(who)s puts off until %(moment)s: %(what)s"), moment=moment)


def _in_reach(actor: Any, person: User, permission: str) -> None:
    if person != actor and not colleagues(actor, permission).filter(pk=person.pk).exists():
        raise NotPermitted(
            _t("%(who)s does not work in your reach.") % {"who": person}, remedy=_t("Ask their supervisor.")
        )


def _shared(actor: Any, person: User) -> int | None:
    """The first project both work on."""
    theirs = set(project_ids(person))
    return next((pk for pk in project_ids(actor) if pk in theirs), None)


def _no_numbers(**texts: str) -> None:
    for name, text in texts.items():
        if found := scan(text):
            masks = listed(one.mask for one in found)
            raise ValidationError({name: _t("Take the number out (%(masks)s).") % {"masks": masks}})


def _tell_of(actor: Any, task: Task, person: User, note: str = "") -> None:
    notify(
        person, GIVEN.code, _("%(who)s gives you: %(what)s"), "%(note)s" if note else "", task.url,
        values={"who": actor, "what": task.said, "note": note}, about=task,
    )  # fmt: skip


def _tell_giver(actor: Any, task: Task, words: Any, **values: Any) -> None:
    """Whoever gave the work hears what became of it."""
    if task.kind != ERRAND:
        return
    errand: Any = task.about
    notify(
        errand.given_by, ANSWERED.code, words, values={"who": actor, "what": task.said, **values}, url=task.url, about=task,
    )  # fmt: skip
