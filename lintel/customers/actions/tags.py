"""The vocabulary of tags, kept by those who supervise; and tags put on customers and taken off again (clause 5.1.1)."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers.models import Customer, Tag, Tagging
from lintel.customers.tagging import ChangeTagForm, TagForm, TagsForm
from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy.scan import scan

MOST = 10
"""Tags a customer may wear: with more nobody reads them."""
A_NUMBER = 7
"""So many digits are somebody's number, whatever stands between them."""


@action(Tag, gettext_lazy("New tag"), creates=True, clause="5.1.1", form=TagForm)
def add_tag(actor: User, *, project: Project, name: str, tone: str = Tag.Tone.MUTE) -> Tag:
    """A word for the project's vocabulary."""
    _no_number(name)
    _once(project, name)
    tag = Tag(project=project, name=name, tone=tone)
    tag.save()
    return tag


@action(Tag, gettext_lazy("Change"), clause="5.1.1", form=ChangeTagForm)
def change_tag(actor: User, tag: Tag, *, name: str, tone: str, active: bool = True) -> None:
    """Name, colour, and whether it may still be put on. Whoever wears it wears it under its new name."""
    _no_number(name)
    if name != tag.name:
        _once(tag.project, name)
    tag.name, tag.tone, tag.active = name, tone, active


def _no_number(name: str) -> None:
    """Everybody reads a tag, unmasked and in exports."""
    if scan(name) or sum(one.isdigit() for one in name) >= A_NUMBER:
        raise Refused(
            _("A tag must not hold a phone number."), rule="G-31", clause="5.1.1",
            remedy=_("Everybody reads a tag. Numbers belong into the customer's own field, where they are masked."),
        )  # fmt: skip


def _once(project: Project, name: str) -> None:
    if Tag.objects.filter(project=project, name=name).exists():
        raise Refused(
            _("There is a tag “%(name)s” already.") % {"name": name}, clause="5.1.1",
            remedy=_("Use that one; if it was put aside, bring it back into use."),
        )  # fmt: skip


@action(
    Customer,
    gettext_lazy("Put tags on"),
    when=lambda c: c.is_standing,
    clause="5.1.1",
    form=TagsForm,
    button=False,
    spoken=("tags",),
)
def put_tags(actor: User, customer: Customer, *, tags: list[Tag], batch: UUID | None = None) -> None:
    """Put ``tags`` on this customer; those worn already stay as they are."""
    if foreign := [tag for tag in tags if tag.project_id != customer.project_id]:
        raise Refused(
            _("The tag “%(name)s” belongs to another project.") % {"name": foreign[0]}, clause="5.1.1",
            remedy=_("Choose tags of the customer's own project."),
        )  # fmt: skip
    if retired := [tag for tag in tags if not tag.active]:
        raise Refused(
            _("The tag “%(name)s” is no longer in use.") % {"name": retired[0]}, clause="5.1.1",
            remedy=_("Ask your supervisor to bring it back."),
        )  # fmt: skip
    worn = set(customer.taggings.values_list("tag_id", flat=True))
    fresh = [tag for tag in tags if tag.pk not in worn]
    if len(worn) + len(fresh) > MOST:
        raise Refused(
            _("A customer wears at most %(most)d tags.") % {"most": MOST}, clause="5.1.1",
            remedy=_("Take one off that says little."),
        )  # fmt: skip
    together = batch or uuid4()
    Tagging.objects.bulk_create(Tagging(customer=customer, tag=t, put_by=actor, batch=together) for t in fresh)


@action(
    Customer,
    gettext_lazy("Take tags off"),
    when=lambda c: c.is_standing,
    clause="5.1.1",
    form=TagsForm,
    button=False,
    spoken=("tags",),
)
def take_tags(actor: User, customer: Customer, *, tags: list[Tag], batch: UUID | None = None) -> None:
    """Take ``tags`` off; of a ``batch``, only what was put on with it."""
    worn = customer.taggings.filter(tag__in=tags)
    (worn.filter(batch=batch) if batch else worn).delete()
