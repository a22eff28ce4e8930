"""What a person chooses when uploading a file, and how its columns are chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.platform.exchange.importers import Importer
from lintel.platform.exchange.reading.limits import Limits

ACCEPTED = ".xlsx,.xlsm,.xls,.xlsb,.ods,.et,.csv,.tsv,.txt,.htm,.html"


class UploadForm(forms.Form):
    """The file, and the importer's options as the actor may choose them."""

    file = forms.FileField(
        label=_("File to import"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "Excel, WPS or CSV, up to 20 MiB and 100,000 rows. Title rows, totals and hidden sheets are recognised."
        ),
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
        self.order_fields([*(option.name for option in importer.options), "file"])

    def clean_file(self) -> Any:
        """The size is looked at before the content is."""
        file = self.cleaned_data["file"]
        if file.size > Limits().packed:
            raise forms.ValidationError(
                _("The file is larger than 20 MiB. Remove pictures and spare sheets, or split the table.")
            )
        return file
