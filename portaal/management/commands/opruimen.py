"""`python portaal/manage.py opruimen`: erase conversations that are over their term, here and at the interview."""

from __future__ import annotations

import asyncio

from django.core.management.base import BaseCommand, CommandError

from portaal import channel, conversation
from portaal.database import StoreAway


class Command(BaseCommand):
    """Fails when something could not be erased yet, so that a scheduler notices."""

    help = "Wist gesprekken die ouder zijn dan RW_BEWAARDAGEN, in het portaal en bij de gesprekskant."

    def handle(self, *args: object, **options: object) -> None:
        """Erase, and say how many."""
        try:
            done, left = asyncio.run(self._tidy())
        except StoreAway as error:
            raise CommandError("The portal's database cannot be used; nothing was erased.") from error
        self.stdout.write(f"{done} erased, {left} waiting for the interview.")
        if left:
            raise CommandError("The interview cannot be reached; run this again later.")

    @staticmethod
    async def _tidy() -> tuple[int, int]:
        try:
            return await conversation.tidy()
        finally:
            await channel.close()
