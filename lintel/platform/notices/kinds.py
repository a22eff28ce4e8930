"""What people can be told about. Areas declare the kinds; each person may switch each kind's mails off."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Tab(models.TextChoices):
    """The four drawers of the message centre."""

    SYSTEM = "system", _("System")
    BUSINESS = "business", _("Business")
    APPROVAL = "approval", _("Approvals")
    ANNOUNCEMENT = "announcement", _("Announcements")


@dataclass(frozen=True)
class NoticeKind:
    """``label`` is all that a mail says about it, so it must never name a person."""

    code: str
    label: str | Promise
    tab: Tab
    mail: bool


kinds: dict[str, NoticeKind] = {}


def notice_kind(code: str, label: str | Promise, *, tab: Tab = Tab.BUSINESS, mail: bool = True) -> NoticeKind:
    """Declare a kind of notice; ``mail`` says whether it also goes out by mail unless a person switches that off."""
    kinds[code] = NoticeKind(code, label, tab, mail)
    return kinds[code]
