"""The command line, `python -m routewijzer COMMAND`: JSON in, JSON (or a document) out, errors on standard error."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routewijzer import knowledge
from routewijzer.advice import Advice, advise
from routewijzer.answers import AnswerError, check
from routewijzer.change import Changes, would_change
from routewijzer.flow import flow
from routewijzer.interview import MODES, VOLLEDIG
from routewijzer.matrix import matrix
from routewijzer.report import FORMATS, Earlier, build, render

if TYPE_CHECKING:
    from routewijzer.understanding import Found

EXIT_BAD_INPUT = 2


class InputError(ValueError):
    """Input that cannot be used; the message is one sentence for standard error."""


def read_answers(text: str, kb: knowledge.KnowledgeBase) -> dict[str, Any]:
    """The answers in `text`, a JSON object {slot: value}. Raises InputError with one sentence naming the fault."""
    if not text.strip():
        raise InputError('no input: give a JSON object {"slot": value} on standard input')
    try:
        return check(kb.slots, json.loads(text))
    except json.JSONDecodeError as error:
        raise InputError(
            f"input is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except AnswerError as error:
        raise InputError(str(error)) from error


def read_earlier(path: Path, kb: knowledge.KnowledgeBase) -> Earlier:
    """An earlier intake in a file: answers {slot: value}, or a report as JSON, which also knows its day.

    Raises InputError with one sentence naming the file and the fault.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if text.strip() else None
        data = found.get("data") if isinstance(found, dict) else None
        if not isinstance(data, dict):
            return Earlier(read_answers(text, kb))
        return Earlier(check(kb.slots, data["answers"]), datetime.date.fromisoformat(data["date"]))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error


def standard_input() -> str:
    """Standard input as text. Raises InputError when it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"input is not UTF-8: byte {error.start + 1} cannot be read") from error


def advice_json(advice: Advice, changes: Changes) -> dict[str, Any]:
    """The form of `contract/README.md`, with reasons that name what they rest on."""
    return {
        "route": advice.route,
        "candidates": list(advice.candidates),
        "route_reasons": [reason.as_dict() for reason in advice.route_reasons],
        "alternatives": [dict(alternative) for alternative in advice.alternatives],
        "would_change": [change.as_dict() for change in changes.shown],
        "other_changes": [change.as_dict() for change in changes.others],
        "ingredients": {
            str(number): {"status": item.status, "reasons": [reason.as_dict() for reason in item.reasons]}
            for number, item in advice.ingredients.items()
        },
        "findings": [
            {"id": f["id"], "section": str(f["paragraaf"]), "text": f["tekst"].strip()} for f in advice.findings
        ],
        "missing": list(advice.missing),
        "version": advice.version,
    }


def questions_json(kb: knowledge.KnowledgeBase, mode: str) -> list[dict[str, Any]]:
    """The questions of `mode` in order: slot, block, item, section, text, options, why, condition."""
    return [
        {
            "slot": q.slot,
            "block": q.block,
            "item": q.item,
            "section": q.section,
            "text": q.text,
            "options": [{"value": o.value, "label": o.label} for o in q.options],
            "why": q.why,
            "condition": q.condition,
        }
        for q in kb.questions
        if mode == VOLLEDIG or q.snelscan
    ]


def extraction_json(identifier: Any, text: str, found: dict[str, Found]) -> dict[str, Any]:
    """The form of the contract: per slot the value, `evidence` = text[start:end] (a list when multi), confidence.

    A multi slot's `start` and `end` enclose all its evidence.
    """
    result = {}
    for slot, one in found.items():
        pieces = [text[start:end] for start, end in one.spans]
        result[slot] = {
            "value": one.value,
            "evidence": pieces if isinstance(one.value, list) else pieces[0],
            "start": min(start for start, _ in one.spans),
            "end": max(end for _, end in one.spans),
            "confidence": round(one.confidence, 3),
        }
    return {"id": identifier, "slots": result}


def extract(given: str, asked: str | None, jsonl: bool) -> Iterator[dict[str, Any]]:
    """What each text states, one outcome a text. Raises InputError with one sentence naming the fault."""
    from routewijzer.understanding import (
        Understanding,
        ensure_trained,
    )  # half a second that other commands can do without

    lines = given.splitlines() if jsonl else [json.dumps({"id": None, "text": given})]
    reader = Understanding.load(ensure_trained())
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            text, slot = item["text"], item.get("asked") or asked
            if not isinstance(text, str):
                raise TypeError
            yield extraction_json(item.get("id"), text, reader.extract(text, slot))
        except json.JSONDecodeError as error:
            raise InputError(f"line {number} is not valid JSON: {error.msg}") from error
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f'line {number} is not an object with a "text"') from error
        except ValueError as error:
            raise InputError(f"line {number}: {error}") from error


def report_faults() -> int:
    """Print what is wrong with the knowledge base, and what could read better; 1 when something is wrong."""
    from routewijzer.lint import file_faults, lint, warnings  # slow to load, and of use to no other command

    faults = file_faults() or lint(knowledge.load())
    lines = faults if faults else [*(f"warning: {warning}" for warning in warnings()), "kennisbank: no faults"]
    print("\n".join(lines))
    return 1 if faults else 0


def evaluation_report(with_curve: bool) -> str:
    """The measurement of the understanding, also written to `results/understanding.md`."""
    from routewijzer.understanding import Understanding, ensure_trained, evaluate

    text = evaluate.report(Understanding.load(ensure_trained()))
    if with_curve:
        text += "\n\n" + evaluate.curve()
    path = knowledge.ROOT / "results" / "understanding.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    return text


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, or EXIT_BAD_INPUT after one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m routewijzer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("advise", help="{slot: value} on standard input, the advice on standard output")
    questions = commands.add_parser("questions", help="the questions of the interview in order")
    questions.add_argument("--mode", choices=MODES, default=VOLLEDIG)
    commands.add_parser("lint", help="what is wrong with the knowledge base")
    report = commands.add_parser("report", help="{slot: value} on standard input, the report on standard output")
    report.add_argument("--format", choices=FORMATS, default="html")
    report.add_argument("--mode", choices=MODES, default=VOLLEDIG, help="which questions count as unanswered")
    report.add_argument("--earlier", metavar="FILE", type=Path, help="earlier answers, or an earlier report as JSON")
    commands.add_parser("matrix", help="which outcome belongs to which answers, as Markdown")
    commands.add_parser("flow", help="the interview's questions and their conditions, as SVG")
    extraction = commands.add_parser("extract", help="a text on standard input, the values it states out")
    extraction.add_argument("--asked", metavar="SLOT", help="the question that the text answers")
    extraction.add_argument("--jsonl", action="store_true", help="one object a line: id, text, optional asked")
    commands.add_parser("train", help="train the understanding when its texts or code changed")
    evaluation = commands.add_parser("evaluate", help="how well held-out texts are understood, as Markdown")
    evaluation.add_argument("--curve", action="store_true", help="also what more training texts bring (minutes)")
    arguments = parser.parse_args(argv)
    if arguments.command == "lint":
        return report_faults()
    kb = knowledge.load()
    if arguments.command in ("matrix", "flow"):
        sys.stdout.buffer.write((matrix(kb) if arguments.command == "matrix" else flow(kb)).encode())
        return 0
    if arguments.command == "train":
        from routewijzer.understanding import ensure_trained

        print(ensure_trained())
        return 0
    if arguments.command == "evaluate":
        print(evaluation_report(arguments.curve))
        return 0
    try:
        if arguments.command == "extract":
            for outcome in extract(standard_input(), arguments.asked, arguments.jsonl):
                print(json.dumps(outcome, ensure_ascii=False))
            return 0
        if arguments.command == "report":
            answers = read_answers(standard_input(), kb)
            earlier = read_earlier(arguments.earlier, kb) if arguments.earlier else None
            made = build(kb, answers, mode=arguments.mode, earlier=earlier)
            sys.stdout.buffer.write(render(made, arguments.format))
            return 0
        if arguments.command == "advise":
            answers = read_answers(standard_input(), kb)
            outcome: Any = advice_json(advise(kb, answers), would_change(kb, answers))
        else:
            outcome = questions_json(kb, arguments.mode)
    except InputError as error:
        print(f"routewijzer {arguments.command}: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    json.dump(outcome, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
