"""Rasa's own tools work on this project: `rasa data validate`, `rasa test`, `rasa shell`."""

import os
import subprocess
import sys

from routewijzer import knowledge


def run(*arguments, var, text=None):
    env = os.environ | {
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "RW_GEHEIM": "x",
        "RW_VAR": str(var),
    }
    command = [sys.executable, "-m", "rasa", *map(str, arguments)]
    return subprocess.run(command, cwd=knowledge.ROOT, env=env, input=text, capture_output=True, text=True, timeout=300)


def test_rasa_data_validate_finds_nothing_wrong(tmp_path):
    done = run("data", "validate", var=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


def test_rasa_test_passes_on_the_test_stories(model, tmp_path):
    out = tmp_path / "results"
    done = run(
        "test",
        "core",
        "-m",
        model,
        "-s",
        "tests/rasa",
        "--e2e",
        "--fail-on-prediction-errors",
        "--no-plot",
        "--out",
        out,
        var=tmp_path,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_rasa_shell_holds_a_conversation(model, tmp_path):
    done = run("shell", "-m", model, var=tmp_path, text="hallo\nsnelscan\nZomerdijk\n/stop\n")
    assert "computerprogramma" in done.stdout and "visie op vrijwillige inzet" in done.stdout, done.stdout[-3000:]
