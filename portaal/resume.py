"""Resume codes: three groups of four that a person can copy from paper; and the tokens of report links.

A code follows from the conversation's id and the portal's key, so that a person can see it again; kept is only a keyed
hash of it. 31 characters, none easily taken for another: twelve of them are 59 bits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4


def new_id() -> str:
    """An id for a conversation: 192 random bits."""
    return secrets.token_urlsafe(24)


def _keyed(purpose: str, value: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).digest()


def code_of(conversation_id: str) -> str:
    """The resume code of a conversation."""
    number = int.from_bytes(_keyed("hervatcode", conversation_id), "big")
    chars = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        chars.append(ALPHABET[rest])
    return "-".join("".join(chars[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def hash_of(code: str) -> str:
    """What is kept of a code, however it is typed: case, spaces and dashes do not matter."""
    return _keyed("hash", re.sub(r"[\W_]", "", code).upper()).hex()


def report_token(conversation_id: str) -> str:
    """The token of a conversation's report link: 192 bits, from which the id cannot be found."""
    return base64.urlsafe_b64encode(_keyed("rapport", conversation_id)[:24]).decode()


def report_hash(token: str) -> str:
    """What is kept of a report token."""
    return _keyed("rapport-hash", token).hex()
