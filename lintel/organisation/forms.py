"""Forms about people: one post, any duties, and a user name that stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.platform.access.models import Role
from lintel.platform.directory.models import Department, User


class PostsForm(forms.Form):
    """The post and the duties of one person."""

    post = forms.ModelChoiceField(
        Role._default_manager.filter(kind__in=[Role.Kind.POST, Role.Kind.SYSTEM]).order_by("-rank"),
        label=gettext_lazy("Post"),
    )
    duties = forms.ModelMultipleChoiceField(
        Role._default_manager.filter(kind=Role.Kind.DUTY).order_by("pk"),
        label=gettext_lazy("Duties"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PersonForm(PostsForm):
    """A new colleague."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=60)
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=60,
        validators=[ASCIIUsernameValidator()],
        help_text=gettext_lazy("Letters and digits, for signing in. It cannot be changed later."),
    )
    mobile = forms.CharField(label=gettext_lazy("Work phone"), max_length=20, required=False)
    department = forms.ModelChoiceField(
        Department._default_manager.order_by("path"), label=gettext_lazy("Team"), required=False
    )

    field_order = ["name", "username", "post", "department", "mobile", "duties"]

    def clean_username(self) -> Any:
        name = self.cleaned_data["username"].lower()
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return name
