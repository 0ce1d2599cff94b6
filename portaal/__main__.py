"""`python -m portaal`: bring the database up to date and serve, until interrupted."""

from __future__ import annotations

import os
import socket
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portaal.settings")


def main() -> int:
    """Exit code: 0 after an interrupt, 1 when the database, the port or the theme cannot be used."""
    import django
    import uvicorn
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError

    django.setup()
    from portaal import theme

    unreadable = theme.faults(settings.THEME_STYLES, settings.THEME_CLASS)
    if unreadable:
        print("The theme cannot be read by everyone.", *unreadable, sep="\n", file=sys.stderr)
        return 1
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        print(f"The portal's database cannot be used: {error}".strip(), file=sys.stderr)
        return 1
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.HOST, settings.PORT))
    except OSError as error:
        print(f"Port {settings.PORT} on {settings.HOST} cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    # No access log: its lines hold the path, and with it the id that gives access to a conversation.
    config = uvicorn.Config(
        "portaal.asgi:application", access_log=False, log_level="warning", server_header=False, ws="none", lifespan="on"
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
