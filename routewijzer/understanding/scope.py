"""Which words of a text stand under a negation or an exclusion, and where a text corrects itself."""

from __future__ import annotations

from collections.abc import Sequence

from routewijzer.understanding.lexicon import Match, matcher
from routewijzer.understanding.text import Token, tokenize

#: Signs and words that end the reach of a negation; they are few and closed, so they stand here.
_STOPS = frozenset(',;:.?!()"–—…')
_WORD_STOPS = frozenset("maar wel want omdat terwijl dus behalve hoewel doordat zodat al alleen enkel juist".split())
_CLAUSE_STARTS = frozenset(
    "we wij ik ze zij hij het dat die er doen hebben wordt worden is zijn heeft krijgen geven".split()
)


def clauses(tokens: Sequence[Token]) -> list[int]:
    """A number per token: tokens with the same number stand in one clause."""
    numbers, current = [], 0
    for place, token in enumerate(tokens):
        word = token.norm
        if word in _STOPS:
            numbers.append(current)
            current += 1
            continue
        following = tokens[place + 1].norm if place + 1 < len(tokens) else ""
        if word in _WORD_STOPS or (word in ("en", "of", "noch") and following in _CLAUSE_STARTS):
            current += 1
        numbers.append(current)
    return numbers


def after_correction(text: str) -> int | None:
    """Where the text goes on after it last corrected itself ("..., nee wacht, ..."); None when it does not."""
    tokens = tokenize(text)
    ends = [
        match.last for match in matcher("bereik").find(tokens) if match.name == "bereik:verbetering" and match.first > 0
    ]
    rest = [token.start for token in tokens[max(ends) + 1 :] if token.is_word] if ends else []
    return rest[0] if rest else None


def takes_back(text: str) -> bool:
    """Whether the text opens by taking something back and goes on in the same sentence ("nee, het beleid is ...")."""
    tokens = tokenize(text)
    opening = [m.last for m in matcher("bereik").find(tokens) if m.name == "bereik:herroeping" and m.first == 0]
    after = [token.norm for token in tokens[max(opening) + 1 :]] if opening else []
    return bool(after) and after[0] not in (".", "!", "?")


def negated(tokens: Sequence[Token], matches: Sequence[Match]) -> list[bool]:
    """Per token whether a negation reaches it.

    `matches` are those of the file `bereik`: `negatie` cues, `geen_negatie` phrases that only look like one
    ("niet alleen", "geen onderscheid"), and `uitsluiting` phrases ("behalve", "op .. na").
    """
    flags = [False] * len(tokens)
    if not any(m.name in ("bereik:negatie", "bereik:uitsluiting") for m in matches):
        return flags
    mask = {place for m in matches if m.name == "bereik:geen_negatie" for place in range(m.first, m.last + 1)}
    numbers = clauses(tokens)
    for match in matches:
        if match.name == "bereik:uitsluiting":
            # What follows "behalve" is excluded up to the end of the clause, lists included.
            _reach(tokens, numbers, match.first, match.last, flags, lists=True, back=False)
        elif match.name == "bereik:negatie" and match.first not in mask:
            word = tokens[match.first].norm
            cue_takes_list = word in ("geen", "zonder", "noch", "niet")
            _reach(tokens, numbers, match.first, match.last, flags, lists=cue_takes_list, back=word != "zonder")
    return flags


def _reach(
    tokens: Sequence[Token],
    numbers: list[int],
    first: int,
    last: int,
    flags: list[bool],
    lists: bool,
    back: bool,
) -> None:
    """Flag the clause of the cue: all after it, and before it too when the cue closes its clause."""
    clause = numbers[first]
    end = last
    while end + 1 < len(tokens) and numbers[end + 1] == clause:
        end += 1
        flags[end] = True
    after = sum(tokens[place].is_word for place in range(last + 1, end + 1))
    if lists and end + 1 < len(tokens) and tokens[end].norm in (",",) and 0 < after <= 3:
        # "geen sport, cultuur of natuur": the list goes on while its parts stay short and a closing of/en follows.
        ahead = [t.norm for t in tokens[end + 1 : end + 9]]
        for joint in ("of", "noch", "en"):
            if joint in ahead and ahead.index(joint) <= 4 and not set(ahead[: ahead.index(joint)]) & _WORD_STOPS:
                stop = end + 1 + ahead.index(joint) + 2
                for place in range(end + 1, min(stop, len(tokens))):
                    flags[place] = True
                break
    # "cultuur doen we niet", "cultuur niet": a cue with little behind it looks back over its own clause.
    if back and after <= 2:
        place = first - 1
        while place >= 0 and numbers[place] == clause:
            flags[place] = True
            place -= 1
