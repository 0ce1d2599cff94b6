"""`python -m routewijzer report`: bytes on standard output, one sentence and exit code 2 on bad input."""

import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pytest
from test_change import LINKED

from routewijzer import knowledge
from routewijzer.__main__ import main

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE_MODULES = knowledge.ROOT / "widget" / "node_modules"


@dataclass
class Done:
    """What a command left behind."""

    returncode: int
    stdout: bytes
    stderr: bytes


@pytest.fixture
def run(monkeypatch, capsysbinary):
    """A function that runs the command in this process with `given` (bytes, or what becomes JSON) on standard input."""

    def command(*arguments, given):
        content = given if isinstance(given, bytes) else json.dumps(given).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        code = main(["report", *arguments])
        sys.stdout.flush()
        return Done(code, *capsysbinary.readouterr())

    return command


def test_as_a_command_it_writes_nothing_but_the_report():
    done = subprocess.run(
        [sys.executable, "-m", "routewijzer", "report", "--format", "pdf"],
        input=json.dumps(LINKED).encode(),
        capture_output=True,
        cwd=knowledge.ROOT,
        check=False,
    )
    assert done.returncode == 0 and done.stdout.startswith(b"%PDF-1.") and done.stderr == b""


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-1."), ("docx", b"PK"), ("md", b"# "), ("json", b"{")],
)
def test_it_gives_the_report_in_the_format_asked(run, kind, begins):
    done = run("--format", kind, given=LINKED)
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout.startswith(begins)


def test_an_earlier_report_or_earlier_answers_can_be_compared_with(run, tmp_path):
    file = tmp_path / "eerder.json"
    file.write_bytes(run("--format", "json", given=LINKED).stdout)
    later = LINKED | {"toetsingskader": "ja"}
    assert "eerder gesprek (" in run("--format", "md", "--earlier", str(file), given=later).stdout.decode()
    file.write_text(json.dumps(LINKED))
    compared = run("--format", "md", "--earlier", str(file), given=later).stdout.decode()
    assert "Beter dan toen: ingrediënt 5" in compared


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (b"", "no input"),
        (b"  \n", "no input"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "JSON object"),
        ({"visies": "geen"}, "'visies'"),
        ({"visie": "breed"}, "'breed'"),
        ({"doel": "a\x00b"}, "doel"),
        ({"gemeente": "\ud800"}, "gemeente"),
    ],
)
def test_bad_input_gets_one_sentence_that_names_it(run, given, named):
    done = run("--format", "docx", given=given)
    assert done.returncode == 2 and done.stdout == b""
    lines = done.stderr.decode().strip().splitlines()
    assert len(lines) == 1 and named in lines[0]


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"visie": "breed"}', b'{"data": {}}', b"\xff"])
def test_a_bad_earlier_file_is_named(run, tmp_path, content):
    file = tmp_path / "eerder.json"
    if content is not None:
        file.write_bytes(content)
    done = run("--earlier", str(file), given=LINKED)
    assert done.returncode == 2 and done.stdout == b""
    lines = done.stderr.decode().strip().splitlines()
    assert len(lines) == 1 and "eerder.json" in lines[0]


@pytest.mark.skipif(not (NODE_MODULES / "html-validate").exists(), reason="the widget's tools are not installed")
@pytest.mark.parametrize("answers", [LINKED, {}], ids=["linked", "empty"])
def test_the_page_is_valid_html(run, tmp_path, answers):
    page = tmp_path / "rapport.html"
    page.write_bytes(run(given=answers).stdout)
    tool = NODE_MODULES / ".bin" / "html-validate"
    done = subprocess.run([tool, page], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(
    not CHROMIUM or not (NODE_MODULES / "axe-core").exists(),
    reason="no browser, or the widget's tools are not installed",
)
def test_the_page_has_no_fault_that_axe_finds_and_does_not_scroll_sideways(run, tmp_path):
    from playwright.sync_api import sync_playwright

    page_file = tmp_path / "rapport.html"
    page_file.write_bytes(run(given=LINKED).stdout)
    axe = (NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for width, scheme in ((1200, "light"), (320, "dark")):
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page.goto(page_file.as_uri())
            page.evaluate(axe)
            found = page.evaluate("axe.run()")
            assert [violation["id"] for violation in found["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
