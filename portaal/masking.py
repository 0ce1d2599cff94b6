"""Personal data that nobody asked for, taken out of a text before anything else sees it."""

from __future__ import annotations

import re

from portaal.wording import MASKS

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}[ ]?(?:[A-Z]{4}[ ]?(?:\d{4}[ ]?){2}\d{2}|(?:\d{4}[ ]?){3,6}\d{0,4})(?!\w)", re.IGNORECASE
)
# Ten digits from 0, or nine after the country; not what starts as a date (01-02-2024) or stands in an amount.
_PHONE = re.compile(
    r"(?<![\w.,€+(])(?!\d{1,2}[-/ ]\d{1,2}[-/ ]\d{4})"
    r"(?:(?:\+|00)31[\s-]?(?:\(0\)[\s-]?)?[1-9]|\+(?!31)[1-9]\d{1,2}[\s-]?\d|\(?0[1-9])(?:[\s-]?\)?[\s-]?\d){8}(?!\w)"
)
_NUMBER = re.compile(
    r"(?<![\w€.,/-])(?<!€ )(?:\d{9}|\d{4}[ .]\d{2}[ .]\d{3}|\d{3} \d{3} \d{3})"
    r"(?![\w/-])(?![.,]\d)(?!\s*(?:euro|eur)\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?i)(\b(?:bsn|burgerservicenummer|sofinummer)\b\D{0,15}?)(\d(?:[ .-]?\d){7,8})(?!\d)")


def _eleven(match: re.Match[str]) -> str:
    """A number is a BSN when it passes the test of eleven; any other number of nine digits stays."""
    digits = [int(char) for char in match.group() if char.isdigit()]
    total = sum(digit * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return MASKS["bsn"] if total % 11 == 0 and any(digits) else match.group()


def mask(text: str) -> str:
    """`text` with e-mail addresses, account numbers, telephone numbers and BSNs replaced by what they are."""
    if "@" in text:
        text = _EMAIL.sub(MASKS["email"], text)
    if not any(char.isdigit() for char in text):
        return text
    text = _IBAN.sub(MASKS["rekening"], text)
    text = _NAMED.sub(lambda match: match.group(1) + MASKS["bsn"], text)
    text = _PHONE.sub(MASKS["telefoon"], text)
    return _NUMBER.sub(_eleven, text)
