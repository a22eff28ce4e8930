"""The numbers an office may set: what they are now, where they come from, and setting one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.figures import Figure, all_figures
from lintel.platform.kernel.models import FigureValue


@dataclass(frozen=True)
class Shown:
    """A declared figure beside what this office set."""

    figure: Figure
    own: FigureValue | None

    @property
    def value(self) -> str:
        return self.own.value if self.own else format(self.figure.default.normalize(), "f")

    @property
    def source(self) -> str:
        return self.own.source if self.own else str(self.figure.source)

    @property
    def review_on(self) -> date | None:
        return self.own.review_on if self.own else self.figure.review_on

    @property
    def due(self) -> bool:
        """Whether somebody should look at it again."""
        return bool(self.review_on and self.review_on <= clock.today())


def figures_shown() -> list[Shown]:
    """Every declared figure, by area."""
    own = {value.key: value for value in FigureValue.objects.all()}
    return [Shown(figure, own.get(figure.key)) for figure in all_figures()]


def figure_named(key: str) -> Figure | None:
    return next((f for f in all_figures() if f.key == key), None)


@action(
    FigureValue, gettext_lazy("Set a figure"), creates=True, clause="2.2.1.1", button=False,
    labels={
        "value": pgettext_lazy("of a figure", "Value"), "source": gettext_lazy("Source or decision"),
        "review_on": gettext_lazy("Look at it again on"),
    },
)  # fmt: skip
def set_figure(actor: User, *, key: str, value: str, source: str, review_on: date | None = None) -> FigureValue:
    """Set one figure for the whole office. A legal figure may be set stricter, never looser than the law's bounds."""
    figure = figure_named(key)
    if figure is None:
        raise Refused(_("There is no such figure."), remedy=_("Choose one from the list."))
    try:
        wanted = figure.parse(value)
    except ValidationError as wrong:
        raise Refused(wrong.messages[0], rule=figure.rule, remedy=_("Enter a value within the bounds.")) from None
    row, _made = FigureValue.objects.update_or_create(
        key=key, defaults={"value": format(wanted, "f"), "source": source, "review_on": review_on}
    )
    return row
