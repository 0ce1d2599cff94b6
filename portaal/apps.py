"""The portal as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries


class PortaalConfig(AppConfig):
    """One label, `portaal`."""

    name = "portaal"
    verbose_name = "Portaal"

    def ready(self) -> None:
        """Take Django's per-request database housekeeping away: the database has a thread of its own
        (`portaal.database`), and a request never touches it from another; each would cost a thread per request."""
        request_started.disconnect(reset_queries)
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
