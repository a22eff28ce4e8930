"""Every setting an operator can make, typed and documented; the table in the docs is printed from it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Env(BaseSettings):
    """Read from environment variables named ``LINTEL_…`` and from a file ``.env`` in the data folder's parent."""

    model_config = SettingsConfigDict(env_prefix="LINTEL_", env_file=".env", extra="ignore")

    data_dir: Path = Field(
        Path("var"), description="Folder for the database, files, keys and anchors. Local disk only."
    )
    database_url: str = Field(
        "", description="`postgresql://user:password@host/name`; empty means SQLite in the data folder."
    )
    key_file: Path | None = Field(
        None,
        description="Key ring for personal data and the trail; keep it off the database's disk. Default: `keys.json` in the data folder.",
    )
    secret_key: str = Field("", description="Signs sessions. Empty: made at first start and kept in the data folder.")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names people use, separated by commas.")
    base_url: str = Field("http://127.0.0.1:8000", description="Address put into mails.")
    https: bool = Field(False, description="Behind TLS: secure `__Host-` cookies and HSTS.")
    trusted_proxies: str = Field("", description="Addresses whose X-Forwarded-For is believed, separated by commas.")
    debug: bool = Field(False, description="Developers only: never on a machine with real data.")
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the server listens on.")
    threads: int = Field(8, ge=1, le=64, description="Request threads per server process.")
    workers: int = Field(1, ge=1, le=32, description="Server processes (SQLite: 1).")
    smtp_host: str = Field("", description="Mail server; empty: mails stay in the message centre.")
    smtp_port: int = Field(25, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field("", description="Account at the mail server.")
    smtp_password: str = Field("", description="Password at the mail server.")
    smtp_security: Literal["none", "starttls", "tls"] = Field(
        "none", description="How the mail connection is protected."
    )
    mail_from: str = Field("lintel@localhost", description="Sender of mails.")
    idle_minutes: int = Field(30, ge=5, le=720, description="Signed out after so many minutes without a request.")
    absolute_hours: int = Field(24, ge=1, le=72, description="Signed out so many hours after signing in, in any case.")
    require_totp: bool = Field(True, description="Whoever may reveal or export must sign in with a one-time code too.")
    export_at_once: int = Field(
        1000, ge=0, le=50_000, description="Rows up to which an export is answered at once; longer ones are jobs."
    )
    notice: str = Field("", description="A line shown above every page, such as the name of a test installation.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    def secret(self) -> str:
        """The signing key: given, or made once and kept readable by the owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text().strip()
