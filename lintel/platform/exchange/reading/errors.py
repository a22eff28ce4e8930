"""Every way in which a file can be unreadable: a code, a sentence, and what to do about it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SAVE_AS = _("Open it in Excel or WPS, save it as .xlsx and upload that file.")
SPLIT = _("Split the table into several files.")

SENTENCES: dict[str, tuple[Any, Any]] = {
    "empty_file": (_("The file is empty."), _("Check that it was saved completely, then upload it again.")),
    "too_big": (
        _("The file is larger than %(limit)s MiB."),
        _("Remove pictures and spare sheets, or split the table."),
    ),
    "unpacked_too_big": (_("Unpacked, the workbook would be larger than %(limit)s MiB."), SPLIT),
    "bomb": (_("The workbook is packed suspiciously tightly (%(ratio)s to 1)."), SAVE_AS),
    "too_many_members": (_("The workbook holds more than %(limit)s parts."), SAVE_AS),
    "bad_member_name": (_("The workbook holds a part whose name points outside of it."), SAVE_AS),
    "duplicate_member": (_("The workbook holds two parts of the same name."), SAVE_AS),
    "encrypted": (
        _("The workbook is protected by a password."),
        _("Open it with the password, remove the protection, save it and upload it again."),
    ),
    "corrupt": (
        _("The file is damaged."),
        _("Open it in Excel or WPS, let it be repaired, save it as .xlsx and upload that file."),
    ),
    "not_a_table": (_("This is not a table."), _("Upload a workbook (.xlsx, .xls, .xlsb, .ods, .et) or a .csv file.")),
    "wrong_kind": (
        _("This is a file of another kind (%(kind)s), not a table."),
        _("Upload a workbook (.xlsx, .xls, .xlsb, .ods, .et) or a .csv file."),
    ),
    "old_format": (_("This spreadsheet format (%(kind)s) cannot be read."), SAVE_AS),
    "no_table_in_page": (_("This is a web page without a table."), SAVE_AS),
    "no_rows": (_("There is nothing in the workbook."), _("Check that the right file was chosen.")),
    "too_many_rows": (_("The sheet “%(sheet)s” has more than %(limit)s rows."), SPLIT),
    "too_many_columns": (
        _("The sheet “%(sheet)s” has more than %(limit)s columns."),
        _("Delete the columns that are not needed, also empty-looking ones far to the right."),
    ),
    "too_many_sheets": (_("The workbook has more than %(limit)s sheets."), _("Keep only the sheet with the table.")),
    "cell_too_long": (
        _("The cell %(cell)s on the sheet “%(sheet)s” has more than %(limit)s characters."),
        _("Shorten the text and upload the file again."),
    ),
    "undecodable": (
        _("The characters of this text file cannot be recognised."),
        _("Save it as .xlsx, or as “CSV UTF-8”."),
    ),
    "took_too_long": (_("Reading the file took longer than %(limit)s seconds."), SPLIT),
    "took_too_much": (_("Reading the file needs more memory than is allowed."), SPLIT),
    "reader_failed": (_("The reader gave up on this file."), SAVE_AS),
}


class Unreadable(Exception):
    """A file that cannot be taken: ``code`` for programs, ``sentence`` for people, ``remedy`` what to do next."""

    def __init__(self, code: str, figures: dict[str, Any] | None = None) -> None:
        self.code = code if code in SENTENCES else "reader_failed"
        self.figures = figures or {}
        super().__init__(self.code)

    @property
    def sentence(self) -> str:
        """What is the matter, in the reader's language."""
        sentence = str(SENTENCES[self.code][0])
        return sentence % self.figures if "%(" in sentence else sentence

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return str(SENTENCES[self.code][1])

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}"
