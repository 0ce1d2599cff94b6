"""Measuring the understanding on texts that it has not learned from: `tests/understanding`, by other writers.

What counts: an asked slot's value is right at once, asked back (it is one of the two readings put to the person),
missed (nothing noted, nothing asked) or wrong (a value noted that the text does not state). For a text that states no
value, noting nothing is right, whether or not something is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from routewijzer.understanding import data
from routewijzer.understanding.acts import ANSWERING
from routewijzer.understanding.contract import CLOSED, ROOT, load_yaml, slots, to_value
from routewijzer.understanding.data import NOTHING
from routewijzer.understanding.reader import Understanding
from routewijzer.understanding.reading import Reading
from routewijzer.understanding.training import learn

HELD_OUT = ROOT / "tests" / "understanding"


@dataclass(frozen=True)
class Case:
    """One held-out text: the slot asked, the act expected, and the values that may be found (None: states none)."""

    text: str
    asked: str
    act: str
    golds: tuple[Any, ...] = ()


def golds(slot: str, label: str, today: date) -> tuple[Any, ...]:
    """The values that a label (`a`, or `a ~ b`) stands for; empty when it states none."""
    info = slots()[slot]
    found = []
    for one in (part.strip() for part in label.split("~")):
        if one == NOTHING:
            continue
        if info.kind == "year" and one.startswith("j-"):
            found.append(today.year - int(one[2:]))
        else:
            found.append(to_value(info, one))
    return tuple(found)


def _fields(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [part.strip() for part in line.split(" | ", 2)]


def answer_cases(folder: Path = HELD_OUT) -> list[Case]:
    """The held-out answers; those to open questions have their text as value, unless only a name is meant."""
    cases = []
    for path in sorted((folder / "antwoorden").glob("*.txt")):
        for label, _, text in _fields(path):
            known = golds(path.stem, label, date.today()) if slots()[path.stem].kind in CLOSED else ()
            cases.append(Case(text, path.stem, "answer", known))
    return cases


def act_cases(folder: Path = HELD_OUT) -> list[Case]:
    """The held-out turns that are no answer."""
    return [Case(text, asked, act) for act, asked, text in _fields(folder / "handelingen.txt")]


def mixed_cases(folder: Path = HELD_OUT) -> list[Case]:
    """The held-out turns that interrupt and answer in one breath; the value is that of the slot named."""
    cases = []
    for label, asked, text in _fields(folder / "gemengd.txt"):
        act, _, value = (part.strip() for part in label.partition(";"))
        slot, _, value = (part.strip() for part in value.partition("="))
        known = golds(slot, value, date.today()) if slots()[slot].kind in CLOSED else ()
        cases.append(Case(text, asked if slot == asked else slot, act, known))
    return cases


def outcome(case: Case, reading: Reading) -> str:
    """right, asked, missed or wrong, as the module says."""
    found = reading.found.get(case.asked)
    if slots()[case.asked].kind not in CLOSED:
        return "right" if found is not None and str(found.value) in case.text else "missed"
    if found is not None:
        return "right" if found.value in case.golds else "wrong"
    if not case.golds:
        return "right"
    return "asked" if any(one.value in case.golds for one in reading.doubt.get(case.asked, ())) else "missed"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def _pairs(value: Any) -> set[str]:
    return {str(v) for v in value} if isinstance(value, list) else {str(value)}


def _slot_row(slot: str, cases: Sequence[tuple[Case, Reading]]) -> list[str]:
    outcomes = Counter(outcome(case, reading) for case, reading in cases)
    hit = noted = stated = 0
    for case, reading in cases:
        found = reading.found.get(slot)
        said = _pairs(found.value) if found else set()
        best = max((_pairs(gold) for gold in case.golds), key=lambda gold: len(gold & said), default=set())
        hit, noted, stated = hit + len(said & best), noted + len(said), stated + len(best)
    precision, recall = hit / noted if noted else 0.0, hit / stated if stated else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    n = len(cases)
    return [slot, str(n), f"{precision:.2f}", f"{recall:.2f}", f"{f1:.2f}"] + [
        _share(outcomes[key], n) for key in ("right", "asked", "missed", "wrong")
    ]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


@dataclass(frozen=True)
class PassageCase:
    """One held-out passage with its slot-value pairs."""

    text: str
    pairs: frozenset[tuple[str, str]]


def passage_cases(folder: Path = HELD_OUT) -> list[PassageCase]:
    """The held-out passages."""
    return [
        PassageCase(item["tekst"], _slot_pairs({slot: gold["waarde"] for slot, gold in item["gold"].items()}))
        for item in load_yaml(folder / "passages.yml")
    ]


def _slot_pairs(values: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """The values as (slot, value), one for each value of a multi slot; open texts count by their slot alone."""
    pairs = set()
    for slot, value in values.items():
        kind = slots()[slot].kind
        if kind == "bool":
            value = {"ja": True, "nee": False}.get(value, value)
        pairs |= {(slot, "" if kind == "text" and slot != "gemeente" else one) for one in _pairs(value)}
    return frozenset(pairs)


def passage_figures(reader: Understanding, folder: Path = HELD_OUT) -> dict[str, float]:
    """Precision and recall over the slot-value pairs of the held-out passages, as shares of one."""
    hit = noted = stated = 0
    for case in passage_cases(folder):
        found = _slot_pairs({slot: one.value for slot, one in reader.extract(case.text).items()})
        hit, noted, stated = hit + len(found & case.pairs), noted + len(found), stated + len(case.pairs)
    return {"passages: precision": hit / noted if noted else 0.0, "passages: recall": hit / stated}


def curve(folder: Path = HELD_OUT) -> str:
    """What more texts bring: the figures after learning from one writer, two, four and so on, as a Markdown table."""
    writers = sorted({e.writer for slot in slots() for e in data.answers(slot)}, key=lambda name: int(name[1:]))
    counts = [2**power for power in range(len(writers).bit_length()) if 2**power < len(writers)] + [len(writers)]
    learned = [measure(learn(writers[:count]), folder) for count in counts]
    header = ["figure, %", *(f"{count} writers" for count in counts)]
    rows = [[name, *(f"{100 * figures[name]:.1f}" for figures in learned)] for name in learned[0]]
    return "## What more texts bring\n\n" + table(header, rows)


def measure(reader: Understanding, folder: Path = HELD_OUT) -> dict[str, float]:
    """The overall figures, as shares of one."""
    return _figures(*_read_all(reader, folder)) | passage_figures(reader, folder)


Read = list[tuple[Case, Reading]]


def _read_all(reader: Understanding, folder: Path) -> tuple[Read, Read, Read]:
    parts = (answer_cases(folder), act_cases(folder), mixed_cases(folder))
    answers, acts, mixed = ([(case, reader.read(case.text, case.asked)) for case in part] for part in parts)
    return answers, acts, mixed


def _figures(answers: Read, acts: Read, mixed: Read) -> dict[str, float]:
    closed = [(c, r) for c, r in answers if slots()[c.asked].kind in CLOSED]
    counts = Counter(outcome(case, reading) for case, reading in closed)
    n = len(closed)
    return {
        "right at once": counts["right"] / n,
        "right after at most one question": (counts["right"] + counts["asked"]) / n,
        "wrong": counts["wrong"] / n,
        "answers taken for another act": sum(r.act not in ANSWERING for _, r in answers) / len(answers),
        "acts right": sum(r.act == c.act for c, r in acts) / len(acts),
        "mixed: act right": sum(r.act == c.act for c, r in mixed) / len(mixed),
        "mixed: value right at once": sum(outcome(c, r) == "right" for c, r in mixed) / len(mixed),
        "mixed: value wrong": sum(outcome(c, r) == "wrong" for c, r in mixed) / len(mixed),
    }


def report(reader: Understanding, folder: Path = HELD_OUT) -> str:
    """The measurement as Markdown: overall figures, per slot, and which acts are taken for which."""
    answers, acts, mixed = _read_all(reader, folder)
    figures = _figures(answers, acts, mixed) | passage_figures(reader, folder)
    by_slot = [
        _slot_row(slot, [(c, r) for c, r in answers if c.asked == slot])
        for slot, info in slots().items()
        if info.kind in CLOSED and any(c.asked == slot for c, _ in answers)
    ]
    confused = Counter((c.act, r.act) for c, r in acts if r.act != c.act)
    return "\n\n".join(
        [
            "# Understanding, measured on texts held out",
            f"{len(answers)} answers, {len(acts)} other acts, {len(mixed)} in one breath.",
            table(("figure", "%"), [(name, f"{100 * value:.1f}") for name, value in figures.items()]),
            "## Asked slots",
            table(
                ("slot", "texts", "precision", "recall", "F1", "right %", "asked back %", "missed %", "wrong %"),
                by_slot,
            ),
            "## Acts taken for another",
            table(("act", "taken for", "times"), [(one, other, str(n)) for (one, other), n in confused.most_common()]),
        ]
    )
