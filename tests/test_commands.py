"""The commands of the contract: JSON in, JSON out, one sentence and exit code 2 on bad input."""

import json
import subprocess
import sys

import pytest

from routewijzer import knowledge


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m routewijzer` with `given` on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "routewijzer", *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=knowledge.ROOT,
        check=False,
    )


def test_advise_answers_in_the_form_of_the_contract():
    done = run("advise", given='{"visie": "geen"}')
    outcome = json.loads(done.stdout)
    assert done.returncode == 0
    assert outcome["route"] == 1
    assert set(outcome["ingredients"]) == {"1", "2", "3", "4", "5"}
    assert {"route_reasons", "alternatives", "would_change", "findings", "missing"} <= set(outcome)
    assert {"id", "section", "text"} <= set(outcome["findings"][0])


def test_questions_come_in_order_with_reason_and_options():
    snelscan = json.loads(run("questions", "--mode", "snelscan").stdout)
    volledig = json.loads(run("questions").stdout)
    order = [question["slot"] for question in volledig]
    assert [q["slot"] for q in snelscan] == [slot for slot in order if slot in {q["slot"] for q in snelscan}]
    assert len(volledig) == 51
    assert all(question["why"] and question["section"] for question in volledig)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("", "no input"),
        ("{", "not valid JSON"),
        ("[1]", "JSON object"),
        ('{"visies": "geen"}', "'visies'"),
        ('{"visie": "breed"}', "'breed'"),
        ('{"sectoren": "sport"}', "list"),
        ('{"sectoren": ["sport", "schaken"]}', "'schaken'"),
        ('{"sectoren": ["sport", "sport"]}', "twice"),
        ('{"smoc_bekend": "ja"}', "true or false"),
        ('{"beleid_jaar": "2015"}', "whole number"),
        ('{"beleid_jaar": 15}', "between"),
        ('{"budget": true}', "whole number"),
        ('{"gemeente": 4}', "text"),
    ],
)
def test_bad_input_gets_one_sentence_that_names_it(given, named):
    done = run("advise", given=given)
    assert done.returncode == 2
    assert named in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_the_linter_finds_no_fault():
    assert run("lint").returncode == 0
