"""The one place where values go into a file in plain: with an approval that stands, and each of them remembered."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from lintel.platform.access.scope import require
from lintel.platform.exchange import plain
from lintel.platform.exchange.export_actions import CLAUSE, KEPT_FOR
from lintel.platform.exchange.exporting import ExportColumn
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.sources import Outgoing
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy.disclosures import disclose_file, revealable

CHUNK = 500


class Unveiling:
    """The approved columns of one export in plain, where its asker may see the row in plain; others stay masked."""

    def __init__(self, job: ExportJob, out: Outgoing) -> None:
        """Raises ``Refused`` without an approval that stands, or when the list has grown since."""
        if not plain.approved(job):
            raise Refused(
                _("Nobody has agreed that these values go out in plain."),
                rule="G-40",
                clause=CLAUSE,
                remedy=_("Ask for an export in plain and wait for the decision."),
            )
        require(job.owner, plain.reveals(job.model))
        now = out.rows.order_by().count()
        if now > job.expected:
            raise Refused(
                _("The list has grown from %(then)s to %(now)s rows since it was approved.")
                % {"then": job.expected, "now": now},
                clause=CLAUSE,
                remedy=_("Ask again for the list as it is now."),
            )
        self.job, self.out = job, out
        self.allowed: set[int] = set()
        self.written: list[tuple[int, str]] = []

    def rows(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The rows, each known to be within the asker's reach in plain or not before it is written."""
        source = iter(rows)
        while chunk := list(itertools.islice(source, CHUNK)):
            self.allowed = revealable(self.job.owner, self.out.rows.model, [row.pk for row in chunk])
            yield from chunk

    def columns(self) -> list[ExportColumn]:
        """The columns, those that were approved in plain."""
        approved = set(self.job.plain_fields)
        return [
            dataclasses.replace(column, value=self._plain(name, column.value))
            if (name := self.out.secrets.get(place, "")) in approved
            else column
            for place, column in enumerate(self.out.columns)
        ]

    def _plain(self, field: str, masked: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def value(row: Any) -> Any:
            secret = getattr(row, field)
            if not secret or row.pk not in self.allowed:
                return masked(row)
            self.written.append((row.pk, field))
            return secret.reveal()

        return value

    def remember(self) -> None:
        """One line in the log of reveals for each value that was written."""
        note = _("Export no. %(number)s: %(purpose)s") % {"number": self.job.pk, "purpose": self.job.purpose}
        until = clock.now() + KEPT_FOR
        disclose_file(self.job.owner, self.out.rows.model, self.written, self.job.purpose_kind, note, until)
