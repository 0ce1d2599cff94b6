"""Amounts of money and counts in Dutch: `45.000,-`, `80k`, `anderhalve ton`, `vijfenveertigduizend`, `drie ton`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Token

from routewijzer.understanding.contract import TAAL, load_yaml
from routewijzer.understanding.text import end_of, normal


@dataclass(frozen=True)
class Number:
    """A number in a text: its value, where it stands, and how it was written."""

    value: float
    start: int
    end: int
    first: int
    last: int
    money: bool
    scaled: bool


@dataclass(frozen=True)
class Figure:
    """A year or an amount in whole euros over the tokens `first`..`last`; `kind`: how it is written."""

    value: int
    first: int
    last: int
    kind: str


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, float]]:
    data = load_yaml(TAAL / "getallen.yml")
    return {
        "delen": {normal(str(k)): float(v) for k, v in data["delen"].items()},
        "schalen": {normal(str(k)): float(v) for k, v in data["schalen"].items()},
        "geld": {normal(str(k)): 1.0 for k in data["geld"]},
        "halven": {normal(str(k)): float(v) for k, v in data["halven"].items()},
        "vast": {normal(str(k)): float(v) for k, v in data["vast"].items()},
    }


def digits(text: str) -> float | None:
    """The value of a number in digits by Dutch habit: `1.250.000,50`, `1,2`, `1.5`, `45.000`; None for other signs."""
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", text):
        return None
    if "," in text and "." in text:
        decimal = max(text.rfind(","), text.rfind("."))
        whole = re.sub(r"[.,]", "", text[:decimal])
        return float(f"{whole}.{text[decimal + 1 :]}")
    for sign in ".,":
        if sign in text:
            parts = text.split(sign)
            if all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and parts[0] != "0":
                return float("".join(parts))
            if len(parts) == 2:
                return float(f"{parts[0]}.{parts[1]}")
            return None
    return float(text)


@lru_cache(maxsize=4096)
def word_number(word: str) -> float | None:
    """The value of a number written as one word (`vijfenveertigduizend`, `tweeenhalf`), or None."""
    words = _words()
    if word in words["vast"]:
        return words["vast"][word]
    if not re.match(
        r"(een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaal|der|veer|twin|vijftig|tach|honderd|duizend|nul)",
        word,
    ):
        return None
    half = re.fullmatch(r"(\w+?)en(?:een)?hal(?:f|ve)(duizend|honderd)?", word)
    if half:
        base = word_number(half.group(1))
        scale = {"duizend": 1000.0, "honderd": 100.0, None: 1.0}[half.group(2)]
        return None if base is None else (base + 0.5) * scale
    word = re.sub(r"duizen[td]$", "duizend", word)
    word = re.sub(r"(twee|drie)en(?=twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)", r"\1ën", word)
    from text_to_num import text2num  # here, so that reading a text without number words does not load it

    try:
        return float(text2num(word, "nl"))
    except ValueError:
        return None


def find_numbers(tokens: Sequence[Token]) -> list[Number]:
    """All numbers in the tokens with scale words (`ton`, `k`, `mln`) and money signs taken in."""
    words = _words()
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        number = _number_at(tokens, place, words)
        if number is None:
            place += 1
            continue
        found.append(number)
        place = number.last + 1
    return found


def _number_at(tokens: Sequence[Token], place: int, words: dict[str, dict[str, float]]) -> Number | None:
    first = place
    money = place > 0 and tokens[place - 1].norm_ in words["geld"]
    token = tokens[place]
    value = digits(token.norm_)
    in_digits = value is not None
    if value is not None:
        # "85 000": a space as separator.
        while (
            place + 1 < len(tokens)
            and re.fullmatch(r"\d{3}", tokens[place + 1].norm_)
            and end_of(tokens[place]) + 1 == tokens[place + 1].idx
            and re.fullmatch(r"\d{1,3}", tokens[first].norm_)
            and value != 0
        ):
            place += 1
            value = value * 1000 + float(tokens[place].norm_)
    elif token.norm_ in words["delen"]:
        value = words["delen"][token.norm_]
        # A part of something counts only before a scale word: "een halve ton", "anderhalf miljoen".
        if place + 1 >= len(tokens) or tokens[place + 1].norm_ not in words["schalen"]:
            return None
    elif token.norm_ in ("ton", "tonnetje") and place and tokens[place - 1].norm_ in ("de", "een", "'n"):
        return _closed(tokens, first, place, words["schalen"][token.norm_], money, True, words)
    else:
        glued = re.fullmatch(r"(\d+(?:[.,]\d+)?)(k|m|mln|dzd|duizend|ton|mille)", token.norm_)
        value = digits(glued.group(1)) if glued else word_number(token.norm_)
        if value is None:
            return None
        if glued:
            value *= words["schalen"][glued.group(2)]
            return _closed(tokens, first, place, value, money, True, words)
    # "twee en een halve ton", "tweeduizend vijfhonderd", "vijfenzeventig duizend"
    scaled = False
    following = [t.norm_ for t in tokens[place + 1 : place + 4]]
    if following[:1] == ["komma"] and len(following) > 1 and (tenths := word_number(following[1])) is not None:
        value, place = value + tenths / 10, place + 2
    elif (
        following[:1] == ["kwart"] and value in (1, 3) and not in_digits and set(following[1:2]) & set(words["schalen"])
    ):
        value, place = value / 4, place + 1
    elif following[:1] == ["en"] and value < 10 and not in_digits and len(following) > 2:
        tens = word_number(following[1])
        if tens is not None and tens % 10 == 0 and 20 <= tens <= 90 and following[2] in words["schalen"]:
            value, place = value + tens, place + 2
    if (
        place + 3 < len(tokens)
        and tokens[place + 1].norm_ == "en"
        and tokens[place + 2].norm_ == "een"
        and tokens[place + 3].norm_ in words["halven"]
    ):
        value += words["halven"][tokens[place + 3].norm_]
        place += 3
    elif place + 2 < len(tokens) and value == 1 and tokens[place + 1].norm_ in words["delen"] and not in_digits:
        if tokens[place + 2].norm_ in words["schalen"]:
            value = words["delen"][tokens[place + 1].norm_]
            place += 1
    elif (
        place + 2 < len(tokens)
        and value == 1
        and tokens[place + 1].norm_ in ("dikke", "kleine", "krappe", "goede", "ruime")
    ):
        if tokens[place + 2].norm_ in words["schalen"]:
            place += 1
    if place + 1 < len(tokens):
        unit = tokens[place + 1].norm_
        if unit in words["schalen"] and not (unit in ("m", "k") and tokens[place + 1].idx - end_of(tokens[place]) > 1):
            scale = words["schalen"][unit]
            place += 1
            scaled = True
            extra = 0.0
            if (
                place + 3 < len(tokens)
                and tokens[place + 1].norm_ == "en"
                and tokens[place + 2].norm_ == "een"
                and tokens[place + 3].norm_ in words["halven"]
            ):
                extra = words["halven"][tokens[place + 3].norm_]
                place += 3
            value = (value + extra) * scale
            if place + 1 < len(tokens) and tokens[place + 1].norm_ in words["schalen"] and scale == 1000:
                place += 1
                value *= words["schalen"][tokens[place].norm_] if words["schalen"][tokens[place].norm_] > 1000 else 1
        elif not in_digits and value >= 100:
            # "tweeduizend vijfhonderd", "honderd duizend"
            more = word_number(unit) if len(unit) > 2 else None
            if more is not None:
                if more == 1000 and value < 1000:
                    value, place = value * 1000, place + 1
                elif more < value and value % 1000 == 0:
                    value, place = value + more, place + 1
    return _closed(tokens, first, place, value, money, scaled, words)


def _closed(
    tokens: Sequence[Token],
    first: int,
    last: int,
    value: float,
    money: bool,
    scaled: bool,
    words: dict[str, dict[str, float]],
) -> Number:
    """The number with what belongs to it on either side: `€` before, `,-` and `euro` behind."""
    start = tokens[first - 1].idx if money else tokens[first].idx
    place = last
    if place + 2 < len(tokens) and tokens[place + 1].norm_ == "," and tokens[place + 2].norm_ in "-–—=":
        place += 2
        money = True
    if place + 1 < len(tokens) and tokens[place + 1].norm_ in words["geld"]:
        place += 1
        money = True
    return Number(value, start, end_of(tokens[place]), first, place, money, scaled)
