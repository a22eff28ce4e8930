"""An import under way, the verdicts on its rows, and the headings that were understood before."""

from __future__ import annotations

import functools
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import Scope, everywhere, project_ids
from lintel.platform.exchange.importers import Importer, importer_named
from lintel.platform.exchange.sealing import seal, unseal
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record

UNDO_WITHIN = timedelta(hours=24)
KEPT_FOR = timedelta(days=7)
"""After this the file and the rows are deleted; the job with its counts stays."""


class JobScope(Scope):
    """Jobs belong to whoever started them; those about a project are seen by its members only."""

    def _in_projects(self, user: Any, prefix: str) -> Q:
        if everywhere(user):
            return Q()
        return Q(**{f"{prefix}project_id__isnull": True}) | Q(**{f"{prefix}project_id__in": project_ids(user)})


class ImportJob(Record):
    """One file on its way in: where it is kept, how it was understood, what was found, what was done."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        MATCHED = "matched", _("Columns matched")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        COMMITTING = "committing", _("Being imported")
        DONE = "done", _("Taken in")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Undone")
        DROPPED = "dropped", _("Dropped")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    importer_name = models.CharField(_("what"), max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("imported by"))
    project_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    options = models.JSONField(default=dict)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.UPLOADED)

    file_name = models.CharField(_("file name"), max_length=200)
    file_kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    shape = models.BinaryField(editable=True)
    """Encrypted ``{"headings", "sheets"}``: in a file without a heading the first person stands where the heading should."""

    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    layout = models.CharField(max_length=8, default="list")
    """``list`` (a row per record) or ``matrix`` (made flat first)."""
    heading_line = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=32, blank=True)
    mapping = models.JSONField(default=dict)
    """Field name to column (from 0)."""
    doubts = models.JSONField(default=dict)
    """Field name to how sure the match is, where it is not certain."""
    fixes = models.BinaryField(null=True, editable=True)
    """Encrypted ``{line: {field: text} | null}``: what was mended here, or left out."""

    counts = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    """Remark code to the number of rows that carry it (rounded, extension_dropped, …)."""
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(_("imported at"), null=True)
    written_until = models.DateTimeField(null=True)
    """The latest change of the rows it wrote; a row changed after that has been touched."""
    undone = models.JSONField(default=dict)
    expires_at = models.DateTimeField()

    personal_fields = ("file_name", "shape", "fixes")
    scope = JobScope(owner="owner")
    lifecycle = Lifecycle(
        "status",
        {
            Status.UPLOADED: [Status.MATCHED, Status.DROPPED],
            Status.MATCHED: [Status.MATCHED, Status.CHECKING, Status.DROPPED],
            Status.CHECKING: [Status.CHECKED, Status.FAILED],
            Status.CHECKED: [Status.MATCHED, Status.CHECKING, Status.COMMITTING, Status.DROPPED],
            Status.COMMITTING: [Status.DONE, Status.FAILED],
            Status.FAILED: [Status.MATCHED, Status.CHECKING, Status.DROPPED],
            Status.DONE: [Status.UNDONE],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("import"), _("imports")
        indexes = [models.Index(fields=["owner", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | Q(committed_at__isnull=False), name="an_import_done_says_when"
            )
        ]

    def __str__(self) -> str:
        return f"{self.importer.title} · {self.file_name}"

    @property
    def importer(self) -> Importer:
        """The declaration this job follows."""
        return importer_named(self.importer_name)

    @functools.cached_property
    def _shape(self) -> dict[str, Any]:
        return unseal(self.shape, f"exchange.shape|{self.uid}")

    @property
    def headings(self) -> list[str]:
        """The names of the columns, from column A."""
        return list(self._shape["headings"])

    @property
    def sheets(self) -> list[dict[str, Any]]:
        """Every sheet as ``{"name", "rows", "hidden", "errors", "error_cells", "uncomputed", "hidden_rows"}``."""
        return list(self._shape["sheets"])

    def set_shape(self, headings: list[str], sheets: list[dict[str, Any]]) -> None:
        """Remember headings and sheets, sealed."""
        self.shape = seal({"headings": headings, "sheets": sheets}, f"exchange.shape|{self.uid}")
        self.__dict__.pop("_shape", None)

    @property
    def row_count(self) -> int:
        """Rows that were looked at, whatever became of them."""
        return sum(self.counts.values())

    @property
    def to_write(self) -> int:
        """Rows that confirmation would create or change."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("update", 0))

    @property
    def undo_until(self) -> Any:
        """The moment until which the import can be taken back; None when it was not done."""
        return self.committed_at + UNDO_WITHIN if self.committed_at else None

    @property
    def may_be_undone(self) -> bool:
        """Whether there is still something to take back and time to do it."""
        return (
            self.status == self.Status.DONE
            and self.importer.undo is not None
            and self.to_write > 0
            and bool(self.undo_until and clock.now() <= self.undo_until)
        )


class ImportBatch(models.Model):
    """Up to two thousand rows of a job with their verdicts, encrypted as one: rows may hold personal data."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    body = models.BinaryField()
    written = models.BinaryField(null=True)
    """Encrypted: what commit did, by line; with what updated rows held before."""

    scope = Scope(through="job")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_batch_per_number")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class RememberedMapping(models.Model):
    """How the columns of a heading were understood last time, for the next file with the same heading."""

    importer_name = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=32)
    columns = models.JSONField()
    """Field name to column (from 0), as a job's ``mapping``."""
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["importer_name", "fingerprint"], name="one_memory_per_heading")]

    def __str__(self) -> str:
        return f"{self.importer_name} {self.fingerprint[:8]}"


class ExportJob(Record):
    """One list on its way out of the house: whose, which rows, what for, where it stands, and until when it may be fetched."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for approval")
        QUEUED = "queued", _("In the queue")
        RUNNING = "running", _("Being written")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        REFUSED = "refused", _("Not approved")
        EXPIRED = "expired", _("Expired")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=80)
    title = models.CharField(_("what"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("exported by"))
    project_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.QUEUED)

    spec = models.BinaryField(editable=True)
    """Encrypted: how the source finds the rows again; a search may hold somebody's number."""
    filters = models.JSONField(default=list)
    """The conditions in words, without what was searched for."""
    columns = models.JSONField(default=list)
    """The headings."""
    permission = models.CharField(max_length=100)
    """Needed to see the list, and therefore to fetch it."""
    plain_fields = models.JSONField(default=list)
    """Personal fields written in plain; empty for a masked export."""
    model = models.CharField(max_length=100)
    """What the rows are: ``customers.customer``."""
    purpose_kind = models.CharField(max_length=12, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    fmt = models.CharField(max_length=4)
    expected = models.PositiveIntegerField()
    """Rows when it was asked for; a plain export is approved for so many and no more."""

    rows = models.PositiveIntegerField(_("rows"), default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    standing = models.JSONField(default=dict)
    """How far the owner reached when the rows were read; whoever reaches less today does not get them."""
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(_("link works until"), null=True)

    personal_fields = ("purpose", "spec")
    scope = JobScope(owner="owner")
    lifecycle = Lifecycle(
        "status",
        {
            Status.WAITING: [Status.QUEUED, Status.REFUSED],
            Status.QUEUED: [Status.RUNNING, Status.FAILED],
            Status.RUNNING: [Status.RUNNING, Status.READY, Status.FAILED],
            Status.READY: [Status.EXPIRED],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("export"), _("exports")
        indexes = [models.Index(fields=["owner", "-id"], name="export_owner")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(expires_at__isnull=False), name="an_export_ready_says_until_when"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page that says how far it is, and gives the file."""
        return reverse("exchange:exportjob-detail", args=[self.pk])

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Remember how the rows are found, sealed."""
        self.spec = seal(spec, f"exchange.spec|{self.uid}")

    def opened_spec(self) -> dict[str, Any]:
        """How the rows are found."""
        return dict(unseal(self.spec, f"exchange.spec|{self.uid}"))

    @property
    def plain(self) -> bool:
        """Whether personal data goes out in plain."""
        return bool(self.plain_fields)

    @property
    def over(self) -> bool:
        """Whether the link has stopped working, swept or not."""
        return self.status == self.Status.EXPIRED or bool(
            self.status == self.Status.READY and self.expires_at and clock.now() >= self.expires_at
        )

    @property
    def under_way(self) -> bool:
        """Whether the worker has it."""
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def what_next(self) -> str:
        """What its asker can do now, in a few words."""
        if self.over:
            return gettext("Export the list again")
        return str(_NEXT[self.Status(self.status)])


_NEXT = {
    ExportJob.Status.WAITING: _("Wait for the approval"),
    ExportJob.Status.QUEUED: _("Nothing: a notice comes when it is ready"),
    ExportJob.Status.RUNNING: _("Nothing: a notice comes when it is ready"),
    ExportJob.Status.READY: _("Download it"),
    ExportJob.Status.FAILED: _("See why, and ask again"),
    ExportJob.Status.REFUSED: _("Take it masked, or ask with a better reason"),
    ExportJob.Status.EXPIRED: _("Export the list again"),
}
