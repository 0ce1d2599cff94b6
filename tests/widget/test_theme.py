"""A theme in which not everybody can read the pages is refused before anybody sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portaal import theme
from routewijzer.knowledge import ROOT

SHIPPED = ROOT / "portaal" / "static" / "thema"


def _check(style: Path, theme_class: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portaal.theme", str(style), theme_class]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("name", "theme_class"), [("voorbeeld", "voorbeeld-theme"), ("ma", "ma-theme")])
def test_the_themes_that_are_shipped_can_be_read(name: str, theme_class: str) -> None:
    pairs = theme.contrasts((SHIPPED / f"{name}.css").read_text(encoding="utf-8"), theme_class)
    assert len(pairs) >= len(theme.PAIRS)
    assert [pair for pair in pairs if not pair.enough] == []


def test_the_defaults_can_be_read_without_any_token() -> None:
    assert all(pair.enough for pair in theme.contrasts(".geen-theme { --eigen: 1px; }", "geen-theme"))


def test_contrast_is_computed_as_wcag_does() -> None:
    style = ".t { --utrecht-document-color: #777; --utrecht-document-background-color: rgb(255, 255, 255); }"
    found = {(pair.ink, pair.ground): pair for pair in theme.contrasts(style, "t")}
    assert found["inkt", "vlak"].found == pytest.approx(4.478, abs=0.001)
    assert not found["inkt", "vlak"].enough


def test_the_command_tells_which_pair_falls_short(tmp_path: Path) -> None:
    style = tmp_path / "licht.css"
    style.write_text(".licht-theme { --utrecht-button-primary-action-background-color: #9bd; }", encoding="utf-8")
    done = _check(style, "licht-theme")
    assert done.returncode == 1
    assert "NO  knopinkt on knop" in done.stdout


@pytest.mark.parametrize(
    ("style", "sentence"),
    [
        (".ander-theme { --utrecht-link-color: #000; }", "The stylesheet has no rule for the class mijn-theme."),
        (".mijn-theme { --utrecht-link-color: oklch(0.5 0.2 20); }", "cannot be judged"),
    ],
)
def test_a_theme_that_can_not_be_judged_gets_one_sentence(tmp_path: Path, style: str, sentence: str) -> None:
    file = tmp_path / "thema.css"
    file.write_text(style, encoding="utf-8")
    done = _check(file, "mijn-theme")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_portal_does_not_start_in_a_theme_that_is_not_there(tmp_path: Path) -> None:
    env = os.environ | {"RW_VAR": str(tmp_path), "RW_THEMA_KLASSE": "x", "RW_THEMA_STIJL": "/static/thema/x.css"}
    done = subprocess.run(
        [sys.executable, "-m", "portaal"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[1] == "RW_THEMA_STIJL: /static/thema/x.css does not exist."
