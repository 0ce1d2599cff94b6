"""Train the assistant when its data changed: `python -m scripts.model`, as `make train`, `make start` and tests do."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "routewijzer.tar.gz"
LOG = ROOT / "models" / "train.log"
#: What a model is made of; a change of any of it means training again.
TRAINED_ON = (
    "config.yml",
    "domain.yml",
    "data",
    "kennisbank",
    "components",
    "routewijzer/understanding",
    "requirements.lock",
)
_STAMP = ROOT / "models" / "fingerprint"


class TrainingFailed(Exception):
    """The message is one sentence for the person who started it."""


def fingerprint() -> str:
    """A hash over everything the model is trained on."""
    digest = hashlib.sha256()
    for name in TRAINED_ON:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def ensure_model(alive: Callable[[], None] = lambda: None) -> Path:
    """The trained model, trained first when it is missing or its data changed; `alive` is called now and then.

    Raises TrainingFailed; what `rasa train` said then stands in models/train.log.
    """
    wanted = fingerprint()
    if MODEL.exists() and _STAMP.exists() and _STAMP.read_text() == wanted:
        return MODEL
    env = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", MODEL.name.partition(".")[0]]
    with LOG.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
        while process.poll() is None:
            time.sleep(1)
            alive()
    if process.returncode != 0:
        raise TrainingFailed("Training failed: the last lines of models/train.log say why.")
    _STAMP.write_text(wanted)
    return MODEL


def with_progress() -> Path:
    """`ensure_model`, with a dot a second and the time it took on standard output."""
    started, dots = time.monotonic(), 0

    def dot() -> None:
        nonlocal dots
        if not dots:
            print("Training the model (texts or rules changed) ", end="", flush=True)
        dots += 1
        print(".", end="", flush=True)

    model = ensure_model(dot)
    if dots:
        print(f" {time.monotonic() - started:.0f} s", flush=True)
    return model


if __name__ == "__main__":
    try:
        with_progress()
    except TrainingFailed as failure:
        sys.exit(str(failure))
