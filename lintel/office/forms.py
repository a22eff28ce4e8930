"""Writing an announcement and correcting one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.office.queries import project_names
from lintel.platform.access.posts import POSTS
from lintel.platform.directory.models import Department
from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField

MANAGERS = frozenset({"MGR", "DM"})
DAYS = 14


def _day(label: Any) -> DayField:
    return DayField(label=label)


class WordsForm(forms.Form):
    """What it says, and until when it holds."""

    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(
        label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("An empty line begins a new paragraph. No names, numbers or homes of customers: this is read by many."),
    )  # fmt: skip
    ends_on = _day(_("Holds until"))
    file = forms.FileField(label=_("Attachment"), required=False, help_text=_("A photo, PDF, Word or Excel file."))


class CorrectionForm(WordsForm):
    """The words as they are to be, and why."""

    reason = forms.CharField(
        label=_("Why it is corrected"), min_length=2, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnnouncementForm(WordsForm):
    """All of it, before it is published."""

    project_id = forms.TypedChoiceField(label=_("Project"), coerce=int)
    teams = forms.ModelMultipleChoiceField(
        Department.objects.order_by("path"), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every team."),
    )  # fmt: skip
    posts = forms.MultipleChoiceField(
        label=_("Posts and duties"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(p.code, p.title) for p in POSTS.values() if p.kind != "system"],
        help_text=_("None chosen: every post."),
    )  # fmt: skip
    starts_on = _day(_("Holds from"))
    must_confirm = forms.BooleanField(
        label=_("Must be confirmed"), required=False,
        help_text=_("Everybody addressed gets a to-do until they have confirmed it."),
    )  # fmt: skip
    field_order = ["title", "text", "project_id", "teams", "posts", "starts_on", "ends_on", "must_confirm", "file"]


def form_of(user: Any) -> type[AnnouncementForm]:
    """The form as this person may fill it in: their projects; a supervisor's team and no other."""

    class Form(AnnouncementForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            initial = {"starts_on": clock.today(), "ends_on": clock.today() + timedelta(days=DAYS)}
            kwargs["initial"] = {**initial, **(kwargs.get("initial") or {})}
            super().__init__(*args, **kwargs)
            projects, teams = list(project_names(user).items()), self.fields["teams"]
            self.fields["project_id"].choices = projects  # type: ignore[attr-defined]
            if len(projects) == 1:
                self.fields["project_id"].widget = forms.HiddenInput()
                self.fields["project_id"].initial = projects[0][0]
            if not user.codes & MANAGERS:
                teams.queryset = Department.objects.filter(pk=user.department_id)  # type: ignore[attr-defined]
                teams.initial, teams.help_text = [user.department_id], _("A supervisor announces to their own team.")

    return Form
