"""The command line: `python -m routewijzer questions|advise|lint` (JSON in, JSON out, errors on standard error)."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from routewijzer import knowledge
from routewijzer.advice import Advice, advise
from routewijzer.answers import AnswerError, check
from routewijzer.change import Changes, would_change
from routewijzer.interview import MODES, VOLLEDIG
from routewijzer.lint import lint

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


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, or EXIT_BAD_INPUT after one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m routewijzer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("advise", help="{slot: value} on standard input, the advice on standard output")
    questions = commands.add_parser("questions", help="the questions of the interview in order")
    questions.add_argument("--mode", choices=MODES, default=VOLLEDIG)
    commands.add_parser("lint", help="what is wrong with the knowledge base")
    arguments = parser.parse_args(argv)
    kb = knowledge.load()
    if arguments.command == "lint":
        faults = lint(kb)
        print("\n".join(faults) if faults else "kennisbank: no faults")
        return 1 if faults else 0
    try:
        if arguments.command == "advise":
            answers = read_answers(sys.stdin.read(), kb)
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
