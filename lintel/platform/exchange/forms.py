"""What a person chooses when uploading a file, and how its columns are chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lintel.platform.exchange.importers import Importer
from lintel.platform.exchange.reading.limits import Limits

MOST_PASTED = 500_000
"""Characters in a pasted table; more is a file."""
ACCEPTED = ".xlsx,.xlsm,.xls,.xlsb,.ods,.et,.csv,.tsv,.txt,.htm,.html"


class UploadForm(forms.Form):
    """The file, and the importer's options as the actor may choose them."""

    file = forms.FileField(
        label=_("File to import"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "Excel, WPS or CSV, up to 20 MiB and 100,000 rows. Title rows, totals and hidden sheets are recognised."
        ),
    )

    pasted = forms.CharField(
        label=_("Or paste from Excel or WPS"),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Copy the rows together with the row of column names and paste them here."),
    )

    def __init__(self, actor: Any, importer: Importer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in importer.options:
            seen: dict[str, str] = {}
            for value, label in option.choices(actor):
                seen.setdefault(str(value), str(label))
            choices = list(seen.items())
            if len(choices) != 1 or not option.required:
                choices.insert(0, ("", "—"))
            self.fields[option.name] = forms.ChoiceField(label=option.label, choices=choices, required=option.required)
        self.order_fields([*(option.name for option in importer.options), "file", "pasted"])

    def clean_file(self) -> Any:
        """The size is looked at before the content is."""
        file = self.cleaned_data["file"]
        if file and file.size > Limits().packed:
            raise forms.ValidationError(
                _("The file is larger than 20 MiB. Remove pictures and spare sheets, or split the table.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        """A file or a pasted table, not both and not neither."""
        given: dict[str, Any] = super().clean() or {}
        file, pasted = given.get("file"), (given.get("pasted") or "").strip()
        if file and pasted:
            self.add_error("pasted", _("Choose a file or paste a table, not both."))
        elif not file and not pasted and not self.errors:
            self.add_error("file", _("Choose a file, or paste a table."))
        return given

    def table(self) -> tuple[str, bytes]:
        """The name and the bytes of what was given: a pasted table is a text file like any other."""
        if file := self.cleaned_data["file"]:
            return str(file.name), file.read()
        return f"{gettext('Pasted table')}.txt", self.cleaned_data["pasted"].strip("\r\n").encode()
