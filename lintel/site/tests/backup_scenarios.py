"""What happens in an office of its own while its backups are tried; each function runs in a fresh process."""

from pathlib import Path
from typing import Any

PHONE = "13800001234"


def _entries(count: int) -> None:
    from django.contrib.contenttypes.models import ContentType

    from lintel.platform.audit import seal
    from lintel.platform.audit.models import Entry
    from lintel.platform.directory.models import User, system_user

    kind = ContentType.objects.get_for_model(User)
    actor = system_user()
    for number in range(count):
        Entry.objects.create(actor=actor, deed="test.deed", subject_type=kind, subject_id=number)
    seal.seal_pending()


def make(folder: str) -> dict[str, Any]:
    """Five deeds and an upload, a backup; then three deeds more and the upload lost."""
    from django.conf import settings

    from lintel.site.backup import backup, inspect

    media = Path(settings.MEDIA_ROOT)
    (media / "papers").mkdir(parents=True)
    (media / "papers" / "合同.pdf").write_bytes(b"%PDF " + PHONE.encode())
    _entries(5)
    archive = backup(Path(folder))
    locked = backup(Path(folder) / f"locked{archive.suffix}", passphrase="open sesame")
    _entries(3)
    (media / "papers" / "合同.pdf").unlink()
    return {
        "archive": str(archive),
        "locked": str(locked),
        "seq": inspect(archive).audit_seq,
        "files": len(inspect(locked, passphrase="open sesame").files),
        "plain": PHONE.encode() in archive.read_bytes(),
    }


def bring_back(archive: str, accept_older: bool) -> dict[str, Any]:
    """Restore, and look."""
    from django.conf import settings

    from lintel.platform.audit.models import Entry
    from lintel.platform.audit.verify import verify
    from lintel.site.backup import restore

    outcome = restore(Path(archive), accept_older=accept_older)
    report = verify()
    return {
        "warnings": outcome.warnings,
        "entries": Entry.objects.count(),
        "papers": [path.name for path in Path(settings.MEDIA_ROOT).rglob("*.pdf")],
        "holds": report.ok,
        "reason": report.reason,
        "aside": sorted(path.name.split(".before")[0] for path in Path(settings.LINTEL_DATA_DIR).glob("*.before-*")),
    }


def refused(archive: str) -> str:
    """Try to restore what must not be; returns the sentence the operator reads."""
    from lintel.platform.audit.models import Entry
    from lintel.site.backup import restore
    from lintel.site.sealed_archive import ArchiveRefused

    try:
        restore(Path(archive))
    except ArchiveRefused as refusal:
        assert Entry.objects.count() == 8
        return str(refusal)
    return "restored"
