"""How sure a value must be, per slot: chosen on texts of a writer that the reader has not learned from.

`python -m routewijzer.understanding.passages_tuning` prints the thresholds for `drempels` in
`kennisbank/taal/passages.yml`, and what they find of the sentences of each writer.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from routewijzer.understanding import passages_data
from routewijzer.understanding.passages import Reader, labels_of

PRECISION = 0.95
#: Sentences on their own tempt less than whole notes, so that a lower threshold would be too hopeful.
LOWEST = 0.35
HIGHEST = 0.8


def chances() -> list[tuple[str, str, float, bool]]:
    """(writer, label, chance, whether it is right) of every value that readers give to a writer they do not know."""
    examples = passages_data.sentences()
    found = []
    for writer in sorted({sentence.writer for sentence in passages_data.prose()}):
        reader = Reader.train([example for example in examples if example.writer != writer])
        for sentence in passages_data.prose():
            if sentence.writer == writer:
                right = labels_of(sentence.values)
                found += [(writer, label, sure, label in right) for label, sure in reader.surest(sentence.text).items()]
    return found


def threshold(given: list[tuple[float, bool]]) -> float:
    """The lowest threshold at which the values given are right in PRECISION of the cases, within the bounds."""
    given = sorted(given, reverse=True)
    best, right = HIGHEST, 0
    for count, (sure, is_right) in enumerate(given, 1):
        right += is_right
        if right / count >= PRECISION:
            best = sure
    return round(min(max(best, LOWEST), HIGHEST), 2)


def main() -> None:
    """Print the thresholds and the figures."""
    found = chances()
    per_slot: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for _, label, sure, right in found:
        per_slot[label.split("=")[0]].append((sure, right))
    chosen = {slot: threshold(given) for slot, given in sorted(per_slot.items())}
    print("drempels:")
    for slot, value in chosen.items():
        print(f"  {slot}: {value}")
    stated = Counter(sentence.writer for sentence in passages_data.prose() for _ in labels_of(sentence.values))
    for writer, total in stated.items():
        kept = [right for w, label, sure, right in found if w == writer and sure >= chosen[label.split("=")[0]]]
        print(f"# {writer}: precision {sum(kept) / len(kept):.3f}, recall {sum(kept) / total:.3f}")


if __name__ == "__main__":
    main()
