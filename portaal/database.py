"""The database, on a thread of its own: one short transaction after another, beside the event loop.

One thread is enough: a transaction takes about a millisecond, and SQLite writes one at a time anyway. It keeps one
connection, and makes sure that it still leads to the file that is there.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver

T = TypeVar("T")
_thread = ThreadPoolExecutor(1, thread_name_prefix="opslag")


class StoreAway(Exception):
    """The database cannot be reached or written; nothing was kept."""


async def run(work: Callable[..., T], *args: Any) -> T:
    """The result of `work(*args)` in one transaction. Raises StoreAway, and whatever `work` raises."""
    return await asyncio.get_running_loop().run_in_executor(_thread, guarded, work, *args)


def guarded(work: Callable[..., T], *args: Any) -> T:
    """As `run`, on the thread of the caller."""
    try:
        try:
            return _transaction(work, *args)
        except (OperationalError, InterfaceError):
            if connection.vendor == "sqlite":
                raise
            # A server that was restarted shows only at use: once more, on a new connection.
            connection.close()
            return _transaction(work, *args)
    except DatabaseError as error:
        connection.close()
        raise StoreAway from error


def _transaction(work: Callable[..., T], *args: Any) -> T:
    _check_file()
    with transaction.atomic():
        result = work(*args)
    if not _check_file():
        raise StoreAway
    return result


# SQLite goes on writing to a file that was deleted or replaced, for as long as a connection has it open.


def _file() -> tuple[int, int]:
    stat = os.stat(connection.settings_dict["NAME"])
    return stat.st_dev, stat.st_ino


@receiver(connection_created)
def _remember_file(sender: object, connection: Any, **_: object) -> None:
    if connection.vendor == "sqlite":
        connection.opened_file = _file()


def _check_file() -> bool:
    """False when the connection led to a file that is no longer there; it is closed then. Raises StoreAway when no
    file is there at all: opening one would make it anew, without a word."""
    if connection.vendor != "sqlite":
        return True
    try:
        now = _file()
    except OSError as error:
        connection.close()
        raise StoreAway from error
    if connection.connection is None or now == connection.opened_file:
        return True
    connection.close()
    return False
