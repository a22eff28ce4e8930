"""Django's sessions in the database, with the question every request begins with kept ready."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from lintel.platform.kernel.db.prepared import Prepared

_RUNNING = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = _RUNNING(str(self.session_key), timezone.now()) if self.session_key else []
        if found:
            return found[0]
        self._session_key = None
        return None
