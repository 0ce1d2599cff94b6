"""Training the models from `kennisbank/uitingen`, once per state of texts and code.

Limit for all of it, passages included: 45 s on two idle cores, since a full `rasa train` may take 60 s.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from routewijzer.understanding import data, passages, passages_data
from routewijzer.understanding.acts import Acts
from routewijzer.understanding.augment import augmented
from routewijzer.understanding.contract import CLASSIFIED, KENNISBANK, ROOT, TAAL, UITINGEN, slots
from routewijzer.understanding.features import Families, features_of
from routewijzer.understanding.figures import Figures
from routewijzer.understanding.language import model_version
from routewijzer.understanding.reader import Understanding
from routewijzer.understanding.values import Values, Voices, train_network

#: In how many parts the features are computed.
_PARTS = 8
MODELS = ROOT / "models" / "understanding"


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of the texts, word lists and code that the models come from, and of spaCy's model where one is set."""
    digest = hashlib.sha256(model_version().encode())
    sources = [p for folder in (UITINGEN, TAAL) for p in folder.rglob("*") if p.suffix in (".txt", ".yml")]
    sources += [*(KENNISBANK / "contract").glob("*.yml"), *(KENNISBANK / "vragen").glob("*.yml")]
    sources += [KENNISBANK / "begrippen.yml", *Path(__file__).parent.glob("*.py")]
    for path in sorted(sources):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def learn(writers: Collection[str] | None = None) -> Understanding:
    """An understanding that has learned from the texts of `writers`, by default of all. Raises TextError."""

    def of(examples: list[data.Example]) -> list[data.Example]:
        return [e for e in examples if writers is None or e.writer in writers]

    kinds = {name: info.kind for name, info in slots().items()}
    turns = of(data.acts() + [example for _, example in data.mixed()])
    open_answers = of(data.open_answers())
    answers = {name: of(data.answers(name)) for name, kind in kinds.items() if kind != "text"}
    given_answers = {name: list(given) for name, given in answers.items()}
    for slot, example in data.mixed():
        if slot in answers:
            answers[slot] += of([replace(example, label=example.alternative, alternative=None)])
    prose = [s for s in passages_data.sentences() if writers is None or s.writer in writers]
    classified = augmented({name: given for name, given in answers.items() if kinds[name] in CLASSIFIED})
    counted = {name: given for name, given in answers.items() if kinds[name] not in CLASSIFIED}
    # Two at a time, the longest first: nothing that one learns is needed by another. Threads of the numerical libraries
    # would only be in each other's way.
    os.environ["OMP_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        passage_reader = pool.submit(passages.Reader.train, prose)
        given = [e for examples in (*classified.values(), *given_answers.values()) for e in examples]
        texts = sorted({example.text for example in (*turns, *open_answers, *given)})
        seen: dict[str, Families] = {}
        for part in pool.map(features_of, (texts[start::_PARTS] for start in range(_PARTS))):
            seen |= part
        parts = [
            pool.submit(Voices.train, classified, seen),
            pool.submit(train_network, classified, seen),
            passage_reader,
            pool.submit(Acts.train, turns, given_answers, open_answers, seen),
            pool.submit(Figures.train, counted, date.today()),
        ]
        voices, network, prose_model, acts, figures = (part.result() for part in parts)
    values = Values(voices, network)
    return Understanding(acts, values, figures, passages.Reader(prose_model, values))


def ensure_trained() -> Path:
    """The folder with the trained models, trained first when texts, word lists or code changed. Raises TextError."""
    done = MODELS / "fingerprint"
    if not (done.exists() and done.read_text() == fingerprint()):
        understanding = learn()
        MODELS.mkdir(parents=True, exist_ok=True)
        done.unlink(missing_ok=True)
        understanding.save(MODELS)
        done.write_text(fingerprint())
    return MODELS


def act_examples(writers: Collection[str] | None = None) -> list[tuple[str, str]]:
    """(text, act) of every example of an act by these writers (by default all), answers included."""
    answers = [example for slot in slots() for example in data.answers(slot)] + data.open_answers()
    turns = [(e, e.label) for e in data.acts()] + [(e, "answer") for e in answers]
    return [(example.text, act) for example, act in turns if writers is None or example.writer in writers]
