"""Training the models from `kennisbank/uitingen`, once per state of texts and code.

Limit for all of it, passages included: 45 s on two idle cores, since a full `rasa train` may take 60 s (issue 2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from routewijzer.understanding import data, passages
from routewijzer.understanding.contract import CLASSIFIED, KENNISBANK, ROOT, TAAL, UITINGEN, slots
from routewijzer.understanding.features import features
from routewijzer.understanding.figures import Figures
from routewijzer.understanding.linear import Linear, train
from routewijzer.understanding.reader import FILE
from routewijzer.understanding.values import Values

MODELS = ROOT / "models" / "understanding"


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of the texts, word lists and code that the models come from."""
    digest = hashlib.sha256()
    sources = [p for folder in (UITINGEN, TAAL) for p in folder.rglob("*") if p.suffix in (".txt", ".yml")]
    sources += [*(KENNISBANK / "contract").glob("*.yml"), *(KENNISBANK / "vragen").glob("*.yml")]
    sources += [KENNISBANK / "begrippen.yml", *Path(__file__).parent.glob("*.py")]
    for path in sorted(sources):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def act_examples() -> list[tuple[str, str]]:
    """(text, act) of every example of an act, answers included."""
    pairs = [(example.text, example.label) for example in data.acts()]
    for slot in slots():
        pairs += [(example.text, "answer") for example in data.answers(slot)]
    return pairs + [(example.text, "answer") for example in data.open_answers()]


def train_acts(pairs: Sequence[tuple[str, str]]) -> Linear:
    """The classifier of acts."""
    labels = sorted({act for _, act in pairs})
    targets = [frozenset([act]) for _, act in pairs]
    return train([features(text) for text, _ in pairs], targets, labels, exclusive=True, cost=10.0)


def ensure_trained() -> Path:
    """The folder with the trained models, trained first when texts, word lists or code changed. Raises TextError."""
    done = MODELS / "fingerprint"
    if done.exists() and done.read_text() == fingerprint():
        return MODELS
    answers = {slot: data.answers(slot) for slot, info in slots().items() if info.kind in CLASSIFIED}
    figures = {slot: data.answers(slot) for slot, info in slots().items() if info.kind in ("year", "amount")}
    arrays = train_acts(act_examples()).arrays("acts") | Values.train(answers).arrays()
    arrays |= Figures.train(figures, date.today()).arrays()
    MODELS.mkdir(parents=True, exist_ok=True)
    done.unlink(missing_ok=True)
    np.savez(MODELS / FILE, **arrays)
    passages.Reader.train().save(MODELS)
    done.write_text(fingerprint())
    return MODELS
