"""Rasa's default pipeline (DIET) on the same split as ours: `python -m benchmarks.understanding_diet --writers w1 w2`.

One NLU model learns the acts, and one the values of all category and bool slots as intents `slot+value`, of which those
of the asked slot compete. Both learn from the texts of the same writers in `kennisbank/uitingen` (all of them take DIET
hours on two cores) and are measured on `tests/understanding`. DIET has no
open question in view and no way to find several values, a year or an amount without more annotation, so only this much
can be compared; a value counts as noted when its share among the asked slot's intents reaches our own limit.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from routewijzer.understanding import Understanding, act_examples, evaluate
from routewijzer.understanding.contract import slots, to_value
from routewijzer.understanding.data import NOTHING, answers
from routewijzer.understanding.reader import SURE
from routewijzer.understanding.training import learn

COMPARED = ("category", "bool")


def pipeline(epochs: int) -> list[dict]:
    """The pipeline that `rasa init` suggests, without its fallback, with all intents in the ranking."""
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs, "random_seed": 1, "ranking_length": 0},
    ]


def train(pairs: Sequence[tuple[str, str]], epochs: int, folder: Path) -> Agent:
    """An agent that tells the intents of `pairs` (text, intent) apart."""
    intents: dict[str, list[str]] = {}
    for text, intent in pairs:
        intents.setdefault(intent, []).append(" ".join(text.split()))
    nlu = [{"intent": name, "examples": "".join(f"- {t}\n" for t in texts)} for name, texts in intents.items()]
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), "utf-8")
    config = {"recipe": "default.v1", "language": "nl", "pipeline": pipeline(epochs)}
    (folder / "config.yml").write_text(yaml.safe_dump(config), "utf-8")
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    return Agent.load(model)


def ranking(agent: Agent, text: str) -> dict[str, float]:
    """The confidence per intent."""
    parsed = asyncio.run(agent.parse_message(text))
    return {item["name"]: item["confidence"] for item in parsed["intent_ranking"]}


def value_figures(agent: Agent) -> tuple[int, int, int]:
    """(texts, right at once, wrong) over the held-out answers to category and bool slots."""
    count = right = wrong = 0
    for case in evaluate.answer_cases():
        info = slots()[case.asked]
        if info.kind not in COMPARED:
            continue
        found = ranking(agent, case.text)
        own = {label: found.get(f"{case.asked}+{label}", 0.0) for label in (*info.values, NOTHING)}
        best = max(own, key=lambda label: own[label])
        sure = best != NOTHING and own[best] >= SURE[info.kind] * (sum(own.values()) or 1.0)
        hit = sure and to_value(info, best) in case.golds
        count, right, wrong = count + 1, right + (hit or (not sure and not case.golds)), wrong + (sure and not hit)
    return count, right, wrong


def our_figures(reader: Understanding) -> tuple[int, int, int]:
    """The same over our own readings."""
    cases = [case for case in evaluate.answer_cases() if slots()[case.asked].kind in COMPARED]
    outcomes = [evaluate.outcome(case, reader.read(case.text, case.asked)) for case in cases]
    return len(cases), outcomes.count("right"), outcomes.count("wrong")


def main() -> None:
    """Train both, measure both, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--writers", nargs="+", default=["w1", "w2"])
    given = parser.parse_args()
    epochs = given.epochs
    values = [
        (example.text, f"{slot}+{example.label}")
        for slot, info in slots().items()
        if info.kind in COMPARED
        for example in answers(slot)
        if example.writer in given.writers
    ]
    reader = learn(given.writers)
    acts = evaluate.act_cases()
    with tempfile.TemporaryDirectory() as folder:
        agent = train(act_examples(given.writers), epochs, Path(folder))
        found = [max(ranking(agent, case.text).items(), key=lambda item: item[1])[0] for case in acts]
        diet_acts = sum(act == case.act for act, case in zip(found, acts)) / len(acts)
    with tempfile.TemporaryDirectory() as folder:
        diet = value_figures(train(values, epochs, Path(folder)))
    own = our_figures(reader)
    own_acts = sum(reader.read(case.text, case.asked).act == case.act for case in acts) / len(acts)
    rows = [
        (name, f"{100 * share:.1f}", f"{100 * right / n:.1f}", f"{100 * wrong / n:.1f}")
        for name, share, (n, right, wrong) in (("ours", own_acts, own), (f"DIET, {epochs} epochs", diet_acts, diet))
    ]
    print(evaluate.table(("pipeline", "acts right %", "values right at once %", "values wrong %"), rows))


if __name__ == "__main__":
    main()
