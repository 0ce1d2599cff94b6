"""How sure a value must be: chosen on notes by writers that the reader has not learned from.

`python -m routewijzer.understanding.passages_tuning` takes minutes and prints, per threshold, what is found of each
writer's notes, and the one for `drempel` in `kennisbank/taal/passages.yml`. It is one for all slots, for thresholds per
slot fit the writers on whom they are chosen and find less of others. The notes are made of a writer's sentences of one
genre, since sentences on their own tempt less than whole notes.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from routewijzer.understanding import data, passages_data
from routewijzer.understanding.contract import slots
from routewijzer.understanding.passages import labels_of
from routewijzer.understanding.passages_data import Sentence
from routewijzer.understanding.training import learn

PRECISION = 0.95
#: How many times the reader is trained, each time without a share of the writers.
_TIMES = 4
#: Sentences in a made note, and the share of them that states nothing.
_LENGTHS = range(5, 10)
_IDLE = 0.4


@dataclass(frozen=True)
class Note:
    """A made note with the labels `slot=value` that its sentences state."""

    writer: str
    text: str
    labels: frozenset[str]


def notes() -> Iterator[Note]:
    """Notes of every writer in which each labelled sentence stands once, and no slot in two of them."""
    chance = random.Random(0)
    groups: dict[tuple[str, str], list[Sentence]] = defaultdict(list)
    for sentence in passages_data.prose():
        groups[sentence.writer, sentence.genre].append(sentence)
    for (writer, _), group in sorted(groups.items()):
        chance.shuffle(group)
        stating, idle = ([s for s in group if bool(s.values) is stated] for stated in (True, False))
        while stating:
            length = chance.choice(_LENGTHS)
            count = round(length * _IDLE)
            chosen: list[Sentence] = []
            for sentence in stating:
                if len(chosen) < length - count and not any(set(s.values) & set(sentence.values) for s in chosen):
                    chosen.append(sentence)
            stating = [sentence for sentence in stating if sentence not in chosen]
            labels = frozenset(label for sentence in chosen for label in labels_of(sentence.values))
            chosen += chance.sample(idle, min(count, len(idle)))
            chance.shuffle(chosen)
            yield Note(writer, "\n".join(sentence.text for sentence in chosen), labels)


@dataclass(frozen=True)
class Given:
    """A value that a reader gives to a note of a writer whom it does not know."""

    writer: str
    sure: float
    right: bool


def given(made: list[Note]) -> Iterator[Given]:
    """What readers give to the notes `made`; of a slot with one value only the surest."""
    everyone = {s.writer for s in passages_data.prose()} | {e.writer for slot in slots() for e in data.answers(slot)}
    writers = sorted({note.writer for note in made})
    for start in range(_TIMES):
        unknown = set(writers[start::_TIMES])
        reader = learn(everyone - unknown).passages
        for note in made:
            if note.writer in unknown:
                held: set[str] = set()
                for label, sure in sorted(reader.surest(note.text).items(), key=lambda one: -one[1]):
                    slot = label.split("=")[0]
                    if slots()[slot].kind == "multi" or slot not in held:
                        yield Given(note.writer, sure, label in note.labels)
                    held.add(slot)


def main() -> None:
    """Print the figures and the threshold."""
    made = list(notes())
    found = list(given(made))
    chosen = None
    for threshold in (n / 100 for n in range(50, 81)):
        figures = []
        for writer in ("", *sorted({note.writer for note in made})):
            kept = [one.right for one in found if one.sure >= threshold and writer in ("", one.writer)]
            stated = sum(len(note.labels) for note in made if writer in ("", note.writer))
            figures.append((writer or "all", sum(kept) / len(kept), sum(kept) / stated))
        print(threshold, *(f"{writer} {precision:.3f} {recall:.3f}" for writer, precision, recall in figures))
        if chosen is None and figures[0][1] >= PRECISION:
            chosen = threshold
    print(f"drempel: {chosen}")


if __name__ == "__main__":
    main()
