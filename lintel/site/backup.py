"""One encrypted file with everything but the keys, and the way back from it.

A backup holds a consistent copy of the database, the uploaded files, and a manifest that says what must be in them. The
key file is not inside: keep a copy of it somewhere else, or the backup stays closed.
"""

import hashlib
import json
import tarfile
import tempfile
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection

from lintel.platform.audit import anchors
from lintel.platform.audit.chain import Anchor
from lintel.platform.audit.verify import verify
from lintel.platform.kernel import clock
from lintel.platform.privacy.keyring import KeyRing, KeyTrouble, key_file, keyring, load
from lintel.site import snapshot
from lintel.site.sealed_archive import ArchiveRefused, SealedReader, SealedWriter

SUFFIX = ".lintelbackup"
FORMAT = 1
LAST_DRILL = "last_verified_restore.json"
LAST_BACKUP = "last-backup.json"


@dataclass(frozen=True)
class Manifest:
    """What a backup must contain: figures of the database at its moment, and the SHA-256 of every file."""

    made_at: str
    engine: str
    release: str
    ring: str
    figures: dict[str, Any]
    files: dict[str, dict[str, Any]]
    format: int = FORMAT

    @property
    def audit_seq(self) -> int:
        """The last sealed entry of the trail in this backup; 0 without any."""
        return int(self.figures["audit_head"].get("seq", 0))


@dataclass(frozen=True)
class Restored:
    """What came back, and what the operator must know about it."""

    manifest: Manifest
    warnings: list[str] = field(default_factory=list)
    kept_aside: str = ""


def backup(target: Path, *, passphrase: str = "") -> Path:
    """Write a backup and return its path. ``target`` is a folder (the name tells the moment) or a file.

    Without a passphrase it is opened with this installation's key file. An older file of the same name is replaced only
    when the new one is complete; a full disk leaves it as it was (OSError).
    """
    if target.is_dir() or not target.suffix:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = target / f"lintel-{clock.now():%Y%m%d-%H%M%S}{SUFFIX}"
    ring = keyring()
    part = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy, figures = snapshot.take(Path(folder))
            contents = _contents(copy)
            manifest = _manifest(contents, figures, ring)
            part.touch(mode=0o600)
            with part.open("wb") as file:
                _write(SealedWriter(file, passphrase=passphrase, ring=ring), manifest, contents)
        part.replace(target)
        _note_backup(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def inspect(archive: Path, *, passphrase: str = "", ring_file: Path | None = None) -> Manifest:
    """Read a backup to its end, checking every bit, without restoring; ArchiveRefused when it does not hold."""
    with tempfile.TemporaryDirectory(prefix="lintel-inspect-") as folder:
        return _unpack(archive, Path(folder), passphrase, ring_file)


def restore(archive: Path, *, passphrase: str = "", accept_older: bool = False) -> Restored:
    """Put a backup in the place of the live database and files; stop the server and the worker first.

    Refuses (ArchiveRefused, nothing touched) a damaged backup, a wrong passphrase, a missing or foreign key file, and
    a backup of the other database engine. Database and files of before are kept aside. When the backup is older than
    the anchored head of the trail, a warning says so, and the trail's check keeps failing unless ``accept_older``.
    """
    aside = f"before-{clock.now():%Y%m%d-%H%M%S-%f}"
    parent = Path(settings.LINTEL_DATA_DIR)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpack(archive, folder, passphrase, None)
        _refuse_foreign(manifest)
        warnings = _older(manifest)
        snapshot.put_back(folder / _copy_name(), aside)
        _put_back_media(folder / "media", aside)
    if accept_older and warnings and manifest.audit_seq:
        head = manifest.figures["audit_head"]
        anchors.accept_restored(Anchor(head["seq"], head["digest"], clock.now().isoformat()))
    return Restored(manifest, [*warnings, *_differences(manifest)], aside)


def _note_backup(target: Path) -> None:
    content = {"at": clock.now().isoformat(timespec="seconds"), "name": target.name}
    (Path(settings.LINTEL_DATA_DIR) / LAST_BACKUP).write_text(json.dumps(content), "utf-8")


def last_backup() -> dict[str, str] | None:
    """When the last backup of this installation was written (``at``) and its ``name``; None when never."""
    path = Path(settings.LINTEL_DATA_DIR) / LAST_BACKUP
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def note_verified_restore(manifest: Manifest) -> None:
    """Remember that a backup has been restored and checked; the screen shows the date."""
    content = {"at": clock.now().isoformat(timespec="seconds"), "made_at": manifest.made_at}
    (Path(settings.LINTEL_DATA_DIR) / LAST_DRILL).write_text(json.dumps(content), "utf-8")


def last_verified_restore() -> dict[str, str] | None:
    """When a backup was last restored and checked (``at``), and when that backup was made; None when never."""
    path = Path(settings.LINTEL_DATA_DIR) / LAST_DRILL
    return json.loads(path.read_text("utf-8")) if path.exists() else None


# Writing


def _contents(copy: Path) -> dict[str, Path]:
    media = Path(settings.MEDIA_ROOT)
    files = sorted(path for path in media.rglob("*") if path.is_file()) if media.is_dir() else []
    return {copy.name: copy, **{f"media/{path.relative_to(media).as_posix()}": path for path in files}}


def _manifest(contents: dict[str, Path], figures: dict[str, Any], ring: KeyRing) -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        engine=connection.vendor,
        release=_release(),
        ring=ring.fingerprint,
        figures=figures,
        files={name: {"sha256": _sha256(path), "size": path.stat().st_size} for name, path in contents.items()},
    )


def _write(sealed: SealedWriter, manifest: Manifest, contents: dict[str, Path]) -> None:
    with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|") as tar:
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        with tempfile.SpooledTemporaryFile() as first:
            first.write(text)
            first.seek(0)
            info = tarfile.TarInfo("manifest.json")
            info.size = len(text)
            tar.addfile(info, first)
        for name, path in contents.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = manifest.files[name]["size"], 0o600
            with path.open("rb") as file:
                tar.addfile(info, file)
    sealed.finish()


def _release() -> str:
    try:
        return version("lintel")
    except PackageNotFoundError:
        return "source"


# Reading


def _unpack(archive: Path, folder: Path, passphrase: str, ring_file: Path | None) -> Manifest:
    ring = _ring(ring_file)
    with archive.open("rb") as file:
        sealed = SealedReader(file, passphrase=passphrase, ring=ring)
        try:
            with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="r|") as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError) as error:
            raise ArchiveRefused("This backup is damaged. Nothing was restored; use another copy.") from error
        while sealed.read(1 << 20):
            pass  # to the last piece: a cut end must show
    manifest = Manifest(**json.loads((folder / "manifest.json").read_text("utf-8")))
    if manifest.format != FORMAT:
        raise ArchiveRefused("This backup was made by another release of Lintel; restore it with that one.")
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != expected["sha256"]:
            raise ArchiveRefused(f"The file {name} in this backup is missing or changed. Use another copy.")
    return manifest


def _ring(ring_file: Path | None) -> KeyRing | None:
    """The ring in place; none is made here, because a new one opens nothing."""
    path = ring_file or key_file()
    try:
        return load(path)
    except KeyTrouble:
        if path.exists():
            raise
        return None


def _refuse_foreign(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise ArchiveRefused(f"This backup is of a {manifest.engine} database; here runs {connection.vendor}.")
    if not key_file().exists() or keyring().fingerprint != manifest.ring:
        raise ArchiveRefused(
            "The key file of this backup is not in place: personal data would stay unreadable. "
            f"Put it at {key_file()} first."
        )


def _older(manifest: Manifest) -> list[str]:
    newest = max((anchor.seq for anchor in anchors.remembered()), default=0)
    if manifest.audit_seq >= newest:
        return []
    return [
        f"Possible rollback: the trail in this backup ends at {manifest.audit_seq}, but {newest} entries were "
        "remembered outside the database. What was done in between is gone from it."
    ]


def _differences(manifest: Manifest) -> list[str]:
    with connection.cursor() as cursor:
        found = snapshot.figures_of(cursor, sorted(manifest.figures["counts"]))
    wrong = [name for name, count in manifest.figures["counts"].items() if found["counts"][name] != count]
    warnings = [f"The table {name} does not have the rows the manifest names." for name in wrong]
    if not wrong and (report := verify()) and not report.ok and report.first_bad_seq != manifest.audit_seq + 1:
        warnings.append(f"The trail does not hold at seal {report.first_bad_seq}: {report.reason}")
    return warnings


def _put_back_media(restored: Path, aside: str) -> None:
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        media.rename(media.with_name(f"{media.name}.{aside}"))
    media.parent.mkdir(parents=True, exist_ok=True)
    if restored.is_dir():
        restored.rename(media)
    else:
        media.mkdir(mode=0o700)


def _copy_name() -> str:
    return snapshot.SQLITE_COPY if connection.vendor == "sqlite" else snapshot.POSTGRES_COPY


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
