"""Single keys that do something: which there are, how each person wants them, and whether they want them at all.

WCAG 2.1.4: a shortcut of one character can be switched off and given another key. Kept per person on the server, so
every computer in the office knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lintel.platform.workbench import preferences
from lintel.platform.workbench.answers import done, in_drawer, page

PREFERENCE = "keys"


@dataclass(frozen=True)
class Command:
    """Something a key does. Screens mark what it presses with ``data-key`` and the usual key."""

    name: str
    label: str | Promise
    usual: str


COMMANDS = (
    Command("search", gettext_lazy("Search this list"), "/"),
    Command("next", gettext_lazy("Next row"), "j"),
    Command("previous", gettext_lazy("Previous row"), "k"),
    Command("choose", gettext_lazy("Select the row"), "x"),
    Command("edit", gettext_lazy("Edit"), "e"),
    Command("follow", gettext_lazy("Follow up"), "f"),
    Command("new", gettext_lazy("New"), "n"),
    Command("undo", gettext_lazy("Undo"), "z"),
    Command("go", gettext_lazy("Go to a page, with a second key"), "g"),
    Command("sheet", gettext_lazy("This sheet"), "?"),
)


@dataclass(frozen=True)
class Shortcut:
    command: Command
    key: str

    @property
    def shown(self) -> str:
        return self.key.upper()


def of(user: Any) -> list[Shortcut]:
    """Every command with the key this person wants for it."""
    wanted = dict(part.split(":", 1) for part in preferences.get(user, PREFERENCE).split(" ") if ":" in part)
    return [Shortcut(command, wanted.get(command.name, command.usual)) for command in COMMANDS]


def keymap(user: Any) -> str:
    """For scripts: ``next:j previous:k …``."""
    return " ".join(f"{one.command.name}:{one.key}" for one in of(user))


class KeysForm(forms.Form):
    """One character for each command."""

    on = forms.BooleanField(label=gettext_lazy("Single keys do something"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for command in COMMANDS:
            self.fields[command.name] = forms.CharField(
                label=str(command.label),
                max_length=1,
                widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "class": "form-control"}),
            )

    def clean(self) -> dict[str, Any]:
        """Each key once; no blanks, and nothing that keyboards compose."""
        said = self.cleaned_data
        taken: dict[str, str] = {}
        for command in COMMANDS:
            key = said.get(command.name, "").lower()
            if not key:
                continue
            if not key.isascii() or not key.isprintable() or key in " :":
                self.add_error(command.name, _("A letter, a digit or a sign of the keyboard."))
            elif key in taken:
                self.add_error(command.name, _("This key is already taken by: %(what)s") % {"what": taken[key]})
            taken.setdefault(key, str(command.label))
            said[command.name] = key
        return said


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys as this person wants them; ``usual`` brings the usual ones back."""
    user = request.user
    if "usual" in request.POST:
        preferences.keep(user, PREFERENCE, "")
        return _anew(request, _("The usual keys are back."))
    now = {one.command.name: one.key for one in of(user)}
    initial = {"on": preferences.get(user, "shortcuts", "on") == "on", **now}
    form = KeysForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = [f"{c.name}:{said[c.name]}" for c in COMMANDS if said[c.name] != c.usual]
        preferences.keep(user, PREFERENCE, " ".join(wanted))
        preferences.keep(user, "shortcuts", "" if said["on"] else "off")
        return _anew(request, _("Keys saved."))
    context = {"form": form, "action_url": request.path, "action": {"label": _("Save")}}
    return page(request, "workbench/keys.html", context, status=422 if form.errors else 200)


def _anew(request: HttpRequest, message: str) -> HttpResponse:
    """The page below has to be drawn with the new keys."""
    if not in_drawer(request):
        return done(request, request.path, message)
    messages.success(request, message)
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response
