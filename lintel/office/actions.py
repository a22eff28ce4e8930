"""An announcement is written, published to whom it is for, corrected in a new version, or withdrawn; its readers confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.office.forms import MANAGERS, AnnouncementForm, CorrectionForm
from lintel.office.kinds import ANNOUNCED, CONFIRM, CORRECTED, FILE, REMINDED, TO_READ, WITHDRAWN
from lintel.office.models import Announcement, Receipt, Wording
from lintel.office.queries import to_be_reminded, untold
from lintel.platform.access.models import Reach
from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import everywhere, project_ids, reach_of
from lintel.platform.actions.door import action
from lintel.platform.attachments.actions import keep_within
from lintel.platform.attachments.checking import check
from lintel.platform.directory.models import Department, User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused, not_permitted
from lintel.platform.kernel.words import listed
from lintel.platform.notices.sending import notify, over
from lintel.platform.privacy.scan import scan
from lintel.platform.tasks.todo import drop, settle, todo

Status = Announcement.Status
REMIND_AFTER = timedelta(hours=4)
CONFIRM_WITHIN = timedelta(hours=24)


@action(
    Announcement, gettext_lazy("Write an announcement"), creates=True, form=AnnouncementForm, personal=("text",)
)  # fmt: skip
def write_announcement(
    actor: User, *, title: str, text: str, project_id: int, starts_on: date, ends_on: date, teams: Iterable[Department] = (),
    posts: Sequence[str] = (), must_confirm: bool = False, file: UploadedFile | None = None,
) -> Announcement:  # fmt: skip
    """A draft that nobody else is told of. It must name no customer; numbers of people are refused."""
    made = Announcement(project_id=project_id, author=actor)
    chosen = _filled(actor, made, title, text, starts_on, ends_on, list(teams), posts, must_confirm)
    made.save()
    made.teams.set(chosen)
    _with_file(actor, made, file)
    made.save(update_fields=["file"])
    return made


@action(
    Announcement,
    gettext_lazy("Edit"),
    form=AnnouncementForm,
    personal=("text",),
    when=lambda a: a.status == Status.DRAFT,
)
def change_announcement(
    actor: User, announcement: Announcement, *, title: str, text: str, project_id: int, starts_on: date, ends_on: date,
    teams: Iterable[Department] = (), posts: Sequence[str] = (), must_confirm: bool = False, file: UploadedFile | None = None,
) -> None:  # fmt: skip
    """Anything of a draft; once published the words only change in a new version."""
    _answers_for(actor, announcement, "change")
    announcement.project_id = project_id
    chosen = _filled(actor, announcement, title, text, starts_on, ends_on, list(teams), posts, must_confirm)
    announcement.teams.set(chosen)
    _with_file(actor, announcement, file)


@action(Announcement, gettext_lazy("Publish"), to=Status.PUBLISHED)
def publish_announcement(actor: User, announcement: Announcement) -> None:
    """Tell everybody it is for, at once or on its first day. From now on its words only change in a new version."""
    _answers_for(actor, announcement, "publish")
    if announcement.over:
        raise Refused(_("Its last day is over."), remedy=_("Edit the days first."))
    if not untold(announcement).exists():
        raise Refused(_("It would reach nobody."), remedy=_("Choose other teams or posts."))
    announcement.published_at = clock.now()
    _keep_wording(actor, announcement)
    if announcement.in_force:
        _tell(announcement)


@action(Announcement, gettext_lazy("Tell whoever was not told yet"), button=False, when=lambda a: a.in_force)
def deliver_announcement(actor: User, announcement: Announcement) -> None:
    """On its first day everybody, later whoever has joined; done by the job."""
    _tell(announcement)


@action(
    Announcement, gettext_lazy("Correct"), form=CorrectionForm, personal=("text",),
    when=lambda a: a.status == Status.PUBLISHED and not a.over,
)  # fmt: skip
def correct_announcement(
    actor: User,
    announcement: Announcement,
    *,
    title: str,
    text: str,
    ends_on: date,
    reason: str,
    file: UploadedFile | None = None,
) -> None:
    """A new version with the reason: everybody is told again, and what was read or confirmed counts for the old words only."""
    _answers_for(actor, announcement, "correct")
    _no_numbers(title=title, text=text)
    if ends_on < max(announcement.starts_on, clock.today()):
        raise ValidationError({"ends_on": _("It ends on the day it begins, today, or later.")})
    announcement.title, announcement.text, announcement.ends_on = title.strip(), text.strip(), ends_on
    announcement.version += 1
    announcement.reminded_at = None
    _with_file(actor, announcement, file)
    _keep_wording(actor, announcement, reason)
    for receipt in announcement.receipts.select_related("person").order_by("pk"):
        _begin_anew(announcement, receipt)


@action(Announcement, gettext_lazy("Remind"), when=lambda a: a.in_force)
def remind_of_announcement(actor: User, announcement: Announcement) -> None:
    """Whoever has not read it, or not confirmed what must be confirmed, hears of it again; once in four hours."""
    _answers_for(actor, announcement, "remind_of")
    told = announcement.reminded_at or announcement.published_at
    if announcement.reminded_at and told and clock.now() < told + REMIND_AFTER:
        raise Refused(
            _("They were reminded at %(time)s.") % {"time": f"{clock.local(told):%H:%M}"},
            remedy=_("Once in four hours is enough."),
        )
    waiting = list(to_be_reminded(announcement))
    if not waiting:
        raise Refused(_("Everybody has read it."), remedy=_("There is nobody to be reminded."))
    announcement.reminded_at = clock.now()
    for receipt in waiting:
        _say(
            announcement, receipt, REMINDED, gettext_lazy("Reminder: %(title)s"), f"reminded:{clock.now():%Y%m%d%H%M%S}"
        )


@action(Announcement, gettext_lazy("Withdraw"), to=Status.WITHDRAWN)
def withdraw_announcement(actor: User, announcement: Announcement, *, reason: str) -> None:
    """It holds no more; whoever was told hears that, and why. Its words stay with those who answer for it."""
    _answers_for(actor, announcement, "withdraw")
    announcement.withdrawn_because = reason.strip()[:200]
    for receipt in announcement.receipts.select_related("person").order_by("pk"):
        over(receipt, *TO_READ)
        drop(receipt, CONFIRM)
        _say(announcement, receipt, WITHDRAWN, gettext_lazy("Withdrawn: %(title)s"), "withdrawn")


@action(
    Receipt, gettext_lazy("Confirm"), button=False,
    when=lambda r: r.confirmed_at is None and r.announcement.must_confirm and r.announcement.in_force,
)  # fmt: skip
def confirm_announcement(actor: User, receipt: Receipt) -> None:
    """I have read and understood it. Nobody confirms for somebody else."""
    if actor.pk != receipt.person_id:
        raise not_permitted()
    receipt.confirmed_at = clock.now()
    receipt.read_at = receipt.read_at or receipt.confirmed_at
    over(receipt, *TO_READ)
    settle(receipt, actor)


def mark_read(user: Any, receipt: Receipt) -> bool:
    """This person has the present version before them. Reading is no deed of the business: the receipt is all that is kept."""
    new = Receipt.objects.filter(pk=receipt.pk, person=user, read_at=None).update(read_at=clock.now())
    over(receipt, *TO_READ)
    return bool(new)


def _filled(
    actor: User, made: Announcement, title: str, text: str, starts_on: date, ends_on: date, teams: list[Department],
    posts: Sequence[str], must_confirm: bool,
) -> list[Department]:  # fmt: skip
    """Put the words in and answer the teams it is for. Raises ``ValidationError`` or ``NotPermitted``."""
    _no_numbers(title=title, text=text)
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("It ends on the day it begins, or later.")})
    if strange := [code for code in posts if code not in POSTS]:
        raise ValidationError({"posts": _("There is no such post: %(codes)s.") % {"codes": listed(strange)}})
    made.title, made.text, made.starts_on, made.ends_on = title.strip(), text.strip(), starts_on, ends_on
    made.posts, made.must_confirm = list(posts), must_confirm
    return _within_reach(actor, made.project_id, teams)


def _within_reach(actor: User, project_id: int, teams: list[Department]) -> list[Department]:
    if everywhere(actor):
        return teams
    if project_id not in project_ids(actor):
        raise not_permitted()
    if actor.codes & MANAGERS:
        return teams
    own = [actor.department] if actor.department else []
    if not own or (teams and teams != own):
        raise NotPermitted(
            _("A supervisor announces to their own team."), remedy=_("Ask the manager to announce it to others.")
        )
    return own


def _answers_for(actor: User, announcement: Announcement, verb: str) -> None:
    """Having been told something is no right to change it, whatever an office grants."""
    if actor.pk != announcement.author_id and reach_of(actor, f"office.{verb}_announcement") == Reach.OWN:
        raise not_permitted()


def _no_numbers(**texts: str) -> None:
    for name, text in texts.items():
        if found := scan(text):
            masks = listed(one.mask for one in found)
            raise ValidationError(
                {name: _("Take the number out (%(masks)s): many people read this.") % {"masks": masks}}
            )


def _with_file(actor: User, announcement: Announcement, file: UploadedFile | None) -> None:
    if file:
        announcement.file = keep_within(actor, announcement, check(file), FILE)


def _keep_wording(actor: User, announcement: Announcement, reason: str = "") -> None:
    Wording.objects.create(
        announcement=announcement, version=announcement.version, title=announcement.title, text=announcement.text,
        ends_on=announcement.ends_on, file=announcement.file, reason=reason.strip()[:200], by=actor,
    )  # fmt: skip


def _tell(announcement: Announcement) -> None:
    for person in untold(announcement):
        receipt = Receipt.objects.create(
            announcement=announcement, person=person, project_id=announcement.project_id, version=announcement.version
        )
        _ask(announcement, receipt, ANNOUNCED, gettext_lazy("Announcement: %(title)s"))


def _begin_anew(announcement: Announcement, receipt: Receipt) -> None:
    said = {"version": receipt.version, "read_at": _iso(receipt.read_at), "confirmed_at": _iso(receipt.confirmed_at)}
    receipt.earlier = [*receipt.earlier, said]
    receipt.version, receipt.read_at, receipt.confirmed_at = announcement.version, None, None
    receipt.save(update_fields=["earlier", "version", "read_at", "confirmed_at", "updated_at"])
    over(receipt, *TO_READ)
    _ask(announcement, receipt, CORRECTED, gettext_lazy("Corrected: %(title)s"))


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _ask(announcement: Announcement, receipt: Receipt, kind: str, words: Promise) -> None:
    """A notice of the present version, and a to-do when it must be confirmed."""
    _say(announcement, receipt, kind, words, f"v{announcement.version}")
    if not announcement.must_confirm:
        return
    ends = datetime.combine(announcement.ends_on, time(23, 59, 59), tzinfo=clock.SHANGHAI)
    todo(
        CONFIRM, receipt, gettext_lazy("Confirm: %(title)s"), values={"title": announcement.title}, assignee=receipt.person,
        project_id=announcement.project_id, url=announcement.get_absolute_url(),
        due_at=min(clock.now() + CONFIRM_WITHIN, ends),
    )  # fmt: skip


def _say(announcement: Announcement, receipt: Receipt, kind: str, words: Promise, event: str) -> None:
    notify(
        receipt.person, kind, words, values={"title": announcement.title}, url=announcement.get_absolute_url(), about=receipt,
        event=f"announcement:{receipt.pk}:{event}",
    )  # fmt: skip
