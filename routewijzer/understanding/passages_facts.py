"""What policy prose states in names and numbers: the municipality, the year of the policy, the yearly budget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from routewijzer.understanding.contract import TAAL, UITINGEN, load_yaml
from routewijzer.understanding.lexicon import Matcher
from routewijzer.understanding.numbers import find_numbers
from routewijzer.understanding.sentences import Sentence
from routewijzer.understanding.text import normal

_WORD = r"(?:'s-)?[A-Z][\w'’]+(?:-[A-Za-z][\w'’]+)*"
_NAME = rf"({_WORD}(?:(?: (?:en|aan|op|van|bij|de|den|in|aan de))? {_WORD}){{0,2}})"
_PEOPLE = (
    "vrijwilligers|inwoners|bewoners|verenigingen|organisaties|clubs|ambtenaren|wethouder|beleid|gemeentehuis|stadhuis"
    r"|dorpen|kernen|vrijwilligers\w+|beleidsadviseur|beleidsmedewerker|inzet"
)
_VERB = (
    "heeft|kent|kiest|had|voert|besteedt|subsidieert|telt|wil|ziet|werkt|stelt|zet|beschikt|doet|steunt|waardeert|geeft"
    "|organiseert|vergoedt|betaalt"
)
_OURS = re.compile(r"\b(?:[Ww]ij|[Ww]e|[Oo]ns|[Oo]nze)\b")
#: How a text speaks of its own municipality without a name.
_SELF = re.compile(r"\b(?:[Ww]ij|[Ww]e|[Oo]ns|[Oo]nze|[Gg]emeente(?! [A-Z])|[Cc]ollege(?! van))\b")
_START = r"(?:^|(?<=[.!?] )|(?<=\n))"
#: Ways in which a text speaks of a municipality by name, and how surely each does.
_LEADS = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (
            r"\b(?:[Gg]emeenteraad|[Rr]aad|[Cc]ollege|[Bb]urgemeester|[Ww]ethouders|B ?(?:&|en) ?W|[Gg]emeentebestuur)"
            rf"(?: van burgemeester en wethouders)? van (?:de gemeente )?{_NAME}",
            1.0,
        ),
        (rf"(?<![Bb]uur)\b(?:[Gg]emeente|GEMEENTE) {_NAME}", 0.9),
        (rf"\b(?:[Bb]ij ons in|[Hh]ier in|[Ww]ij (?:zijn )?van|[Ww]ij als|[Ww]ij in) {_NAME}", 0.9),
        (rf"{_START}{_NAME}(?= is (?:een )?(?:\w+ )?(?:gemeente|plattelandsgemeente|stad|klein)\b)", 0.9),
        (rf"\b(?:{_PEOPLE}) (?:in|van|uit|binnen) {_NAME}", 0.6),
        (rf"{_START}In {_NAME}(?= [a-z])", 0.6),
        (rf"{_START}{_NAME}(?= (?:{_VERB})\b)", 0.6),
        (rf"\b(?:in|te) {_NAME}", 0.4),
        (rf"\b(?:naburige|stad|dorp|buurgemeente) {_NAME}", 0.3),
        (rf"\b(?:uit|binnen|voor|van) {_NAME}", 0.25),
    )
)
#: First words of names of more than one word.
_FIRST_OF_TWO = frozenset(
    (
        "de den het ter ten sint oud oude nieuw nieuwe groot klein hoog laag noord oost zuid west midden land hof berg"
    ).split()
)
_ORGANISATION = re.compile(
    "vrijwillig|stichting|welzijn|sport|zorg|centrale|punt|vereniging|organisatie|beleid|nota|regeling|subsid|fonds|bond"
    "|club|afdeling|domein|centrum|akkoord|kader|programma|verordening|artikel|bibliotheek"
)
#: Words that follow such a lead without being a name.
_NO_NAME = frozenset(
    (
        "een deze dit dat die zij hij wij we ik men er iedereen niemand wie wat ons onze elke ieder geen alle"
        " daarnaast nu ook steunpunt vrijwilligerscentrale humanitas vrijwilligerspunt scouting rijk provincie"
        " samenleving wethouders burgemeester advies vrijwilligers sociaal stichting nederland zorg welzijn"
        " sport cultuur jeugd nota wet wmo movisie januari februari maart april mei juni juli augustus"
        " september oktober november december beleid beleidsplan vrijwilligerswerk europese raad gemeente"
        " kader college haar hun friesland groningen drenthe overijssel flevoland gelderland utrecht zeeland limburg"
        " noord-holland zuid-holland noord-brabant brabant holland twente randstad vlaanderen belgie duitsland engeland"
        " zweden denemarken europa"
    ).split()
)


#: Where a name belongs to an organisation.
_NAME_OF_ORGANISATION = re.compile(
    rf"\b\w*(?:stichting|organisatie|vereniging|koepel|groep|club|centrale|punt) {_NAME}"
)
#: A mention further than this into a text does not introduce it.
_INTRODUCTION = 200


#: The name of a municipality, its place in the text, and how surely it is the text's own.
Mention = tuple[str, int, int, float]


@dataclass(frozen=True)
class Fact:
    """A stated name, year or amount with its place and how sure it is."""

    value: str | int
    start: int
    end: int
    confidence: float


@lru_cache(maxsize=1)
def known_places() -> frozenset[str]:
    """The municipalities of the word list, normalised."""
    names = load_yaml(TAAL / "passages_gemeenten.yml")["namen"]
    return frozenset(normal(name.strip()) for name in names.split(","))


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    """The words that the training texts write with a small letter: at the start of a sentence they are no names."""
    words = set()
    for path in (UITINGEN / "passages").glob("*.txt"):
        words.update(re.findall(r"(?<![\w'’-])[a-z][\w'’]+", path.read_text(encoding="utf-8")))
    return frozenset(normal(word) for word in words)


@lru_cache(maxsize=1)
def _cues() -> Matcher:
    content = load_yaml(TAAL / "passages.yml")
    return Matcher({**content["jaar"], **content["geldbedrag"]})


def places(text: str) -> list[Mention]:
    """Every mention of a municipality by name."""
    found: dict[int, Mention] = {}
    organisations = {_trim(match.group(1)) for match in _NAME_OF_ORGANISATION.finditer(text)}
    for pattern, weight in _LEADS:
        for match in pattern.finditer(text):
            name, start = _trim(match.group(1)), match.start(1)
            if name in organisations and weight < 0.9:
                continue
            known = normal(name) in known_places()
            if not known and (_ORGANISATION.search(normal(name)) or normal(name.split(" ")[0]) in _NO_NAME):
                continue
            if not known and weight < 0.9 and normal(name.split(" ")[-1]) in _common_words():
                continue
            if not known and weight < 0.9 and (normal(name.split(" ")[0]) in ("de", "het") or name.isupper()):
                continue
            # A real municipality named in passing is more often another one than the text's own.
            sure = 0.3 if known and weight < 0.9 else weight
            if start not in found or found[start][3] < sure:
                found[start] = (name, start, start + len(name), sure)
    return [found[start] for start in sorted(found)]


def _trim(name: str) -> str:
    """The part of a run of capitalised words that is the name itself."""
    words = name.split(" ")
    for length in range(len(words), 0, -1):
        if normal(" ".join(words[:length])) in known_places():
            return " ".join(words[:length])
    return " ".join(words[:2]) if normal(words[0]) in _FIRST_OF_TWO and len(words) > 1 else words[0]


def own_place(text: str, mentions: Sequence[Mention], others: Sequence[tuple[int, int]]) -> Fact | None:
    """The municipality the text is from, of its `mentions`; `others` are the stretches that speak of other places."""
    scores: dict[str, float] = {}
    first: dict[str, tuple[float, int, int]] = {}
    for name, start, end, weight in mentions:
        key = normal(name)
        if any(low <= start < high for low, high in others):
            continue
        scores[key] = scores.get(key, 0.0) + weight
        if key not in first or weight > first[key][0]:
            first[key] = (weight, start, end)
    ranked = sorted(scores, key=lambda key: (-scores[key], first[key][1]))
    if not ranked or scores[ranked[0]] < 0.5:
        return None
    best = ranked[0]
    rival = scores[ranked[1]] if len(ranked) > 1 else 0.0
    weight, start, end = first[best]
    confidence = 0.9 if scores[best] - rival >= 0.5 else 0.7 if weight == 1.0 and first[ranked[1]][0] < 1.0 else 0.4
    if (
        weight < 0.9
        and best in known_places()
        and _OURS.search(text)
        and not _OURS.search(text[text.rfind("\n", 0, start) + 1 : end + 80])
    ):
        confidence = 0.4  # a text that says "we" and names a place in passing
    if best in known_places() and weight == 0.9 and start > _INTRODUCTION and _SELF.search(text[:start]):
        confidence = 0.4  # a text that has long spoken of its own municipality without a name
    return Fact(text[start:end], start, end, confidence)


def policy_year(sentence: Sentence, latest: int, about: bool, carried: bool) -> Fact | None:
    """The year in which the sentence says the volunteer policy was adopted or last revised, at most `latest`.

    `about`: whether the text as a whole speaks of policy on volunteering, so that "the policy" is enough; `carried`:
    whether the sentence goes on about the policy spoken of just before.
    """
    tokens, numbers = sentence.tokens, sentence.clauses
    cues = _spans(sentence.words)
    best: Fact | None = None
    for place, token in enumerate(tokens):
        if not re.fullmatch(r"(19[89]|20[0-4])\d", token.norm_) or int(token.norm_) > latest:
            continue
        before = [t.norm_ for t in tokens[max(0, place - 3) : place]]
        if (
            before[-1:]
            and before[-1] in ("tot", "t/m", "uiterlijk", "-", "–", "wmo", "wet", "voor", "vanaf")
            or before[-2:] == ["en", "met"]
        ):
            continue
        clause = numbers[place]

        def near(name: str, reach: int = 0, clause: int = clause, place: int = place) -> bool:
            return any(
                numbers[first] == clause
                or numbers[last] == clause
                or min(abs(first - place), abs(last - place)) <= reach
                for first, last in cues.get(name, ())
            )

        own = near("eigen_beleid", 14) or (about and near("beleid_kort", 10)) or (about and carried)
        if not own or not near("vast", 5) or near("ander_jaar", 3):
            continue
        confidence = 0.9
        if near("oud_jaar", 2):
            confidence = 0.3
        if near("laatst", 4):
            confidence = 0.95
        if best is None or (confidence, int(token.norm_)) > (best.confidence, best.value):
            best = Fact(int(token.norm_), sentence.start, sentence.end, confidence)
    return best


def yearly_budget(sentence: Sentence, about: bool, carried: bool) -> Fact | None:
    """The yearly sum for volunteer policy that the sentence states, in whole euros; the flags as in `policy_year`."""
    tokens, numbers = sentence.tokens, sentence.clauses
    cues = _spans(sentence.words)
    found = []
    for number in find_numbers(tokens):
        if not (number.money or number.scaled) or number.value < 1000:
            continue
        clause = numbers[number.first]

        def near(name: str, clause: int = clause) -> bool:
            return any(numbers[first] == clause for first, _ in cues.get(name, ()))

        if near("ander_geld") or not near("jaarlijks_geld"):
            continue
        if (
            near("geld_vw")
            or (about and (carried or near("geld_beleid")))
            or (near("jaarbudget") and "geld_vw" in cues)
        ):
            found.append(Fact(round(number.value), sentence.start, sentence.end, 0.9))
    if len({fact.value for fact in found}) > 1:
        return None
    return found[0] if found else None


def _spans(words: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for match in _cues().find(words):
        spans.setdefault(match.name, []).append((match.first, match.last))
    return spans
