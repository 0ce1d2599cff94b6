"""The built files: small, as recorded, as the sources give, and served for ever the same."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from routewijzer.knowledge import KENNISBANK, ROOT, read_yaml
from tests.widget.conftest import Portal

BUILT = ROOT / "portaal" / "static" / "widget"
MANIFEST = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
#: Bytes over the line, compressed: `../shared` design, loader, script and stylesheet.
BUDGET = {"routewijzer.js": 6_000, "paneel.js": 40_000, "paneel.css": 10_000}
NODE = shutil.which("node")
MODULES = ROOT / "widget" / "node_modules"
needs_node = pytest.mark.skipif(not (NODE and MODULES.is_dir()), reason="needs Node and npm ci in widget/")


@pytest.mark.parametrize("version", MANIFEST["versies"])
def test_every_file_has_the_hash_that_was_recorded_and_fits_the_budget(version: str) -> None:
    for name, limit in BUDGET.items():
        content = (BUILT / version / name).read_bytes()
        digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
        assert MANIFEST["versies"][version][name]["integrity"] == f"sha384-{digest}"
        assert len(gzip.compress(content, 9)) <= limit


def test_files_are_served_as_recorded(portal: Portal) -> None:
    version = MANIFEST["nieuwste"]
    for name in BUDGET:
        pinned = requests.get(f"{portal.url}/widget/{version}/{name}", timeout=10)
        assert pinned.content == (BUILT / version / name).read_bytes()
        assert pinned.headers["Content-Encoding"] == "gzip"
        assert pinned.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert pinned.headers["Access-Control-Allow-Origin"] == "*"
        assert pinned.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        floating = requests.get(f"{portal.url}/widget/v1/{name}", timeout=10)
        assert floating.content == pinned.content
        assert "immutable" not in floating.headers["Cache-Control"]
    assert requests.get(f"{portal.url}/widget/0.0.0/paneel.js", timeout=10).status_code == 404
    assert requests.get(f"{portal.url}/widget/{version}/manifest.json", timeout=10).status_code == 404


def test_the_loader_says_what_the_knowledge_base_says() -> None:
    loader = (BUILT / MANIFEST["nieuwste"] / "routewijzer.js").read_text(encoding="utf-8")
    for text in read_yaml(KENNISBANK / "portaal.yml")["pagina"]["widget"].values():
        assert text in loader


def test_every_token_has_a_default_at_the_end_of_its_chain() -> None:
    for name in ("paneel.css", "routewijzer.css"):
        style = (ROOT / "widget" / "src" / name).read_text(encoding="utf-8")
        for chain in re.findall(r"var\(--(?:utrecht|nl|basis)-[^;]*;", style):
            inner = chain[: chain.index(")")]
            assert re.search(r",\s*(?:var\(--(?:d-|letter)|#|\.|[\w\"])", inner.rpartition("basis-")[2] or inner), chain
            assert chain.index("utrecht" if "utrecht" in chain else "nl" if "nl-" in chain else "basis") < 8


def test_pages_load_nothing_from_elsewhere_and_nothing_inline(portal: Portal) -> None:
    for path in ("/", "/privacy", "/insluiten", "/demo", "/ontwikkelaars", "/gewist"):
        html = requests.get(portal.url + path, timeout=10).text
        for address in re.findall(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"([^\"]+)\"", html):
            assert address.startswith("/"), address
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:src=|application/json))", html)


@needs_node
def test_the_sources_give_the_built_files() -> None:
    subprocess.run([str(NODE), "build.mjs", "--check"], cwd=ROOT / "widget", check=True, capture_output=True)


@needs_node
def test_the_sources_are_typed() -> None:
    done = subprocess.run([MODULES / ".bin" / "tsc"], cwd=ROOT / "widget", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@needs_node
def test_every_page_is_valid_html(portal: Portal, tmp_path: Path) -> None:
    started = requests.post(f"{portal.url}/v1/gesprekken", json={"modus": "snelscan"}, timeout=10).json()
    place = f"/gesprek/{started['id']}"
    for choice in ("act:skip", "act:skip", "act:summary"):
        url = f"{portal.url}/v1{place.replace('gesprek', 'gesprekken')}/berichten"
        assert requests.post(url, json={"keuze": choice}, timeout=10).ok
    portal.propose(started["id"])
    pages = {"begin": "/", "privacy": "/privacy", "demo": "/demo", "ontwikkelaars": "/ontwikkelaars"}
    pages |= {"gesprek": place, "document": f"{place}/documenten", "frame": f"/insluiten{place}", "weg": "/gesprek/weg"}
    for name, path in pages.items():
        (tmp_path / f"{name}.html").write_text(requests.get(portal.url + path, timeout=10).text, encoding="utf-8")
    command = [MODULES / ".bin" / "html-validate", "--config", "htmlvalidate.json", *tmp_path.glob("*.html")]
    done = subprocess.run(command, cwd=ROOT / "widget", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
