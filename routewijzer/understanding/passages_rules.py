"""Rules over concepts for policy prose, from `kennisbank/taal/passages.yml`; its head explains how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from routewijzer.understanding.contract import TAAL, load_yaml, slots
from routewijzer.understanding.lexicon import Matcher, word_lists
from routewijzer.understanding.sentences import Sentence

_SIGNS = "-~!^@"


@dataclass(frozen=True)
class Term:
    """One condition of a rule: any of the concepts `names`, in the manner of `sign` (empty: present, not negated)."""

    sign: str
    names: frozenset[str]


@dataclass(frozen=True)
class View:
    """What the rules look at: per concept whether it stands in the sentence plainly and negated, and what is around."""

    plain: frozenset[str]
    negated: frozenset[str]
    near: frozenset[str]
    around: frozenset[str]

    def holds(self, term: Term) -> bool:
        """Whether the term holds in this sentence."""
        names = term.names
        if term.sign == "-":
            return not names.isdisjoint(self.negated)
        if term.sign == "!":
            return names.isdisjoint(self.plain) and names.isdisjoint(self.negated)
        if not names.isdisjoint(self.plain):
            return True
        if term.sign == "~":
            return not names.isdisjoint(self.negated)
        if term.sign == "^":
            return not names.isdisjoint(self.near)
        return term.sign == "@" and not names.isdisjoint(self.around)


@dataclass(frozen=True)
class Frame:
    """A multi slot whose values are the words of a list, in a sentence that one of the rules fits."""

    rules: tuple[tuple[Term, ...], ...]
    values: Mapping[str, str]


@dataclass(frozen=True)
class Limit:
    """Words that keep a sentence from counting, `for_slot` says for which slots; not beside the concepts `unless`."""

    name: str
    only: frozenset[str]
    but: frozenset[str]
    unless: frozenset[str]

    @property
    def elsewhere(self) -> bool:
        """Whether the sentence speaks of another municipality or authority."""
        return self.name == "anderen"

    def for_slot(self, slot: str) -> bool:
        """Whether the limit holds for `slot`."""
        return slot in self.only if self.only else slot not in self.but


class Rules:
    """The rules of the knowledge base, ready to be applied to sentences. Raises ValueError for an unknown name."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        concepts = content["begrippen"]
        self._names = set(concepts)
        self.rules = {
            slot: {value: tuple(self._rule(text) for text in texts) for value, texts in values.items()}
            for slot, values in content["regels"].items()
        }
        self.frames, lists = {}, dict(concepts)
        for slot, frame in content["kaders"].items():
            file, name = frame["woorden"].split(":")
            words = {
                value: text
                for value in slots()[slot].values
                for text in [
                    content[name].get(value) if file == "passages" else word_lists(file).get(f"{name}.{value}")
                ]
                if text and value not in frame.get("niet", ())
            }
            lists.update({f"{slot}={value}": text for value, text in words.items()})
            rules = tuple(self._rule(text) for text in frame["regels"])
            self.frames[slot] = Frame(rules, {f"{slot}={value}": value for value in words})
        self.limits = {
            f"grens:{name}": Limit(name, *(frozenset(limit.get(key, ())) for key in ("alleen", "behalve", "tenzij")))
            for name, limit in content["grenzen"].items()
        }
        lists.update({f"grens:{name}": limit["woorden"] for name, limit in content["grenzen"].items()})
        self._matcher = Matcher(lists)
        #: How sure a value must be to be found.
        self.enough: float = content["drempel"]
        self._departments = frozenset(name.strip() for name in content["afdelingsnamen"].split(","))
        self._check()

    def _rule(self, text: str) -> tuple[Term, ...]:
        terms = []
        for word in text.split():
            sign = word[0] if word[0] in _SIGNS else ""
            names = frozenset(word.lstrip(_SIGNS).split("|"))
            for name in names:
                if name not in self._names:
                    raise ValueError(f"passages.yml: rule {text!r} names the unknown concept {name!r}")
            terms.append(Term(sign, names))
        return tuple(terms)

    def _check(self) -> None:
        for slot, values in self.rules.items():
            for value in values:
                if slot not in slots() or value not in slots()[slot].values:
                    raise ValueError(f"passages.yml: {slot}={value} is not in the contract")

    def concepts(self, sentence: Sentence) -> tuple[frozenset[str], frozenset[str]]:
        """The names of the concepts in the sentence, first those that stand plainly, then those denied."""
        plain, denied = set(), set()
        for match in self._matcher.find(sentence.words):
            (denied if any(sentence.negated[match.first : match.last + 1]) else plain).add(match.name)
        if sum(token.text in self._departments for token in sentence.tokens) > 1:
            plain.add("afdelingen")
        return frozenset(plain), frozenset(denied)

    def stated(self, view: View) -> Iterator[tuple[str, str]]:
        """The (slot, value) pairs that a rule finds in the sentence."""
        for slot, values in self.rules.items():
            for value, rules in values.items():
                if any(all(view.holds(term) for term in rule) for rule in rules):
                    yield slot, value
        for slot, frame in self.frames.items():
            if any(all(view.holds(term) for term in rule) for rule in frame.rules):
                for name, value in frame.values.items():
                    if name in view.plain:
                        yield slot, value

    def limits_in(self, concepts: frozenset[str]) -> tuple[Limit, ...]:
        """The limits among the concepts of a sentence."""
        return tuple(
            limit for name, limit in self.limits.items() if name in concepts and limit.unless.isdisjoint(concepts)
        )


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules of the knowledge base."""
    return Rules(load_yaml(TAAL / "passages.yml"))
