"""Which words of a text stand under a negation or an exclusion, and where a text corrects itself."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token

from routewijzer.understanding.lexicon import Match, matches
from routewijzer.understanding.text import is_word

#: Signs and words that end the reach of a negation; they are few and closed, so they stand here.
_STOPS = frozenset(',;:.?!()"–—…')
_WORD_STOPS = frozenset("maar wel want omdat terwijl dus behalve hoewel doordat zodat al alleen enkel juist".split())
_CLAUSE_STARTS = frozenset(
    "we wij ik ze zij hij het dat die er doen hebben wordt worden is zijn heeft krijgen geven".split()
)


Doc.set_extension("clauses", default=())
Doc.set_extension("negated", default=())


@Language.component("bereik", requires=["token.is_sent_start"], assigns=["doc._.clauses", "doc._.negated"])
def reach(doc: Doc) -> Doc:
    """Set per token the number of its clause, and whether a negation reaches it."""
    own = doc._
    words = own.words
    own.clauses = numbers = _clauses(words, [bool(token.is_sent_start) for token in own.tokens])
    own.negated = _negated(words, numbers, matches(doc, "bereik"))
    return doc


def _clauses(words: Sequence[str], starts: Sequence[bool]) -> list[int]:
    """A number per word: those with the same number stand in one clause; `starts`: which words start a sentence."""
    numbers, current = [], 0
    for word, following, start in zip(words, [*words[1:], ""], starts):
        current += start
        if word in _STOPS:
            numbers.append(current)
            current += 1
            continue
        if word in _WORD_STOPS or (word in ("en", "of", "noch") and following in _CLAUSE_STARTS):
            current += 1
        numbers.append(current)
    return numbers


def clauses(doc: Doc) -> list[list[Token]]:
    """The tokens of each clause, in order."""
    found: dict[int, list[Token]] = {}
    for token, number in zip(doc._.tokens, doc._.clauses):
        found.setdefault(number, []).append(token)
    return list(found.values())


def after_correction(doc: Doc) -> int | None:
    """Where the text goes on after it last corrected itself ("..., nee wacht, ..."); None when it does not."""
    ends = [match.last for match in matches(doc, "bereik") if match.name == "bereik:verbetering" and match.first > 0]
    rest = [token.idx for token in doc._.tokens[max(ends) + 1 :] if is_word(token.norm_)] if ends else []
    return rest[0] if rest else None


def takes_back(doc: Doc) -> bool:
    """Whether the text opens by taking something back and goes on in the same sentence ("nee, het beleid is ...")."""
    opening = [m.last for m in matches(doc, "bereik") if m.name == "bereik:herroeping" and m.first == 0]
    after = doc._.words[max(opening) + 1 :] if opening else []
    return bool(after) and after[0] not in (".", "!", "?")


def _negated(words: Sequence[str], numbers: Sequence[int], found: Sequence[Match]) -> list[bool]:
    """Per word whether a negation reaches it.

    `found` are the matches of the file `bereik`: `negatie` cues, `geen_negatie` phrases that only look like one
    ("niet alleen", "geen onderscheid"), and `uitsluiting` phrases ("behalve", "op .. na").
    """
    flags = [False] * len(words)
    mask = {place for m in found if m.name == "bereik:geen_negatie" for place in range(m.first, m.last + 1)}
    for match in found:
        if match.name == "bereik:uitsluiting":
            # What follows "behalve" is excluded up to the end of the clause, lists included.
            _reach(words, numbers, match.first, match.last, flags, lists=True, back=False)
        elif match.name == "bereik:negatie" and match.first not in mask:
            word = words[match.first]
            cue_takes_list = word in ("geen", "zonder", "noch", "niet")
            _reach(words, numbers, match.first, match.last, flags, lists=cue_takes_list, back=word != "zonder")
    return flags


def _reach(
    words: Sequence[str],
    numbers: Sequence[int],
    first: int,
    last: int,
    flags: list[bool],
    lists: bool,
    back: bool,
) -> None:
    """Flag the clause of the cue: all after it, and before it too when the cue closes its clause."""
    clause = numbers[first]
    end = last
    while end + 1 < len(words) and numbers[end + 1] == clause:
        end += 1
        flags[end] = True
    after = sum(is_word(words[place]) for place in range(last + 1, end + 1))
    if lists and end + 1 < len(words) and words[end] == "," and 0 < after <= 3:
        # "geen sport, cultuur of natuur": the list goes on while its parts stay short and a closing of/en follows.
        ahead = words[end + 1 : end + 9]
        for joint in ("of", "noch", "en"):
            if joint in ahead and ahead.index(joint) <= 4 and not set(ahead[: ahead.index(joint)]) & _WORD_STOPS:
                stop = end + 1 + ahead.index(joint) + 2
                for place in range(end + 1, min(stop, len(words))):
                    flags[place] = True
                break
    # "cultuur doen we niet", "cultuur niet": a cue with little behind it looks back over its own clause.
    if back and after <= 2:
        place = first - 1
        while place >= 0 and numbers[place] == clause:
            flags[place] = True
            place -= 1
