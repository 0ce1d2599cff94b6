"""Turns end to end, side by side in one run: Routewijzer, the same bot the stock way, and a floor.

    .venv/bin/python -m benchmarks.turns [--turns 105] [--people 20] [--out results/turns.md]

- routewijzer: through the portal, the trained model, actions in the Rasa process, our tracker store
- stock: the same model and actions over Rasa's REST channel: an action server of its own, Rasa's SQL tracker store, and
  the newest jsonschema that Rasa allows (installed in a folder of its own; needs the network for that one package)
- floor: a bot of one rule that answers one fixed text, over Rasa's REST channel and SQL tracker store

Prints a table: seconds to train and to be ready, resident memory, milliseconds a turn, turns a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import requests

from routewijzer import knowledge
from tests.live.servers import Client, Servers, answers_for, free_port

ROOT = knowledge.ROOT
FLOOR = ROOT / "benchmarks" / "floor"
#: What jsonschema Rasa's own pins give (>=3.2,<4.18).
STOCK_JSONSCHEMA = "jsonschema==4.17.3"
#: Said between the answers, so that a conversation is as mixed as a real one.
ASIDES = ("waarom wil je dat weten?", "kun je een voorbeeld geven?", "hoe lang duurt het nog?")

Turn = Callable[[], None]


def train(project: Path, out: Path) -> float:
    """Seconds for a full `rasa train` of `project`, nothing cached."""
    command = [sys.executable, "-m", "rasa", "train", "--force", "--out", str(out), "--fixed-model-name", "model"]
    shutil.rmtree(project / "models" / "understanding", ignore_errors=True)
    started = time.perf_counter()
    subprocess.run(command, cwd=project, env=environment(out), check=True, capture_output=True)
    return time.perf_counter() - started


def environment(var: Path, **extra: str) -> dict[str, str]:
    """The environment of every process here."""
    fixed = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return os.environ | fixed | {"RW_VAR": str(var), "RW_GEHEIM": "benchmark", "PYTHONPATH": str(ROOT)} | extra


class Plain:
    """Rasa's REST channel with, where given, an action server of its own."""

    def __init__(self, project: Path, model: Path, var: Path, path: str, actions: bool) -> None:
        self.port, action_port = free_port(), free_port()
        (var / "credentials.yml").write_text("rest:\n")
        endpoints = f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {var / 'stock.sqlite3'}\n"
        if actions:
            endpoints += f"action_endpoint:\n  url: http://127.0.0.1:{action_port}/webhook\n"
        (var / "endpoints.yml").write_text(endpoints)
        env = environment(var, PYTHONPATH=path, SANIC_HOST="127.0.0.1")
        command = ["run", "-i", "127.0.0.1", "-p", str(self.port), "-m", str(model), "--credentials"]
        command += [str(var / "credentials.yml"), "--endpoints", str(var / "endpoints.yml")]
        self.processes = []
        out = (var / "log").open("ab")
        if actions:
            self.processes.append(_rasa(["run", "actions", "--port", str(action_port)], project, env, out))
            _wait(f"http://127.0.0.1:{action_port}/health")
        started = time.perf_counter()
        self.processes.append(_rasa(command, project, env, out))
        _wait(f"http://127.0.0.1:{self.port}/webhooks/rest/")
        self.ready = time.perf_counter() - started

    def memory(self) -> float:
        return sum(resident(process) for process in self.processes)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
            process.wait()

    def send(self, session: requests.Session, sender: str, text: str, **metadata: Any) -> list[dict[str, Any]]:
        body = {"sender": sender, "message": text, "metadata": metadata}
        answer = session.post(f"http://127.0.0.1:{self.port}/webhooks/rest/webhook", json=body, timeout=120)
        assert answer.status_code == 200 and answer.json(), answer.text
        return answer.json()


def _rasa(arguments: list[str], project: Path, env: dict[str, str], out: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "rasa", *arguments], cwd=project, env=env, stdout=out, stderr=out)


def _wait(url: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=1).status_code == 200:
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{url} did not answer")


def resident(process: subprocess.Popen[bytes]) -> float:
    """Resident megabytes of a process."""
    return psutil.Process(process.pid).memory_info().rss / 1e6


def through_portal(servers: Servers) -> Iterator[Turn]:
    """Endless turns of one person after another over the public API: an answer, an aside, an answer, ..."""
    while True:
        talk = Client(servers, "volledig")
        number = 0
        while talk.asked is not None:
            aside = ASIDES[number % len(ASIDES)]
            yield lambda talk=talk, aside=aside: talk.say(aside)
            yield lambda talk=talk: talk.answer(answers_for(talk.asked))
            number += 1


def over_rest(plain: Plain, interview: bool) -> Iterator[Turn]:
    """The same turns over REST. The floor has no interview: it is told the same words."""
    session, kb = requests.Session(), knowledge.load()
    while True:
        sender = os.urandom(8).hex()
        if not interview:
            while True:
                yield lambda sender=sender: plain.send(session, sender, ASIDES[0]) and None
        asked = {"slot": _question(plain.send(session, sender, "-", start=True, modus="volledig"))}
        number = 0
        while asked["slot"] is not None:
            aside = ASIDES[number % len(ASIDES)]
            yield lambda sender=sender, aside=aside: plain.send(session, sender, aside) and None

            def answer(sender: str = sender, asked: dict[str, Any] = asked) -> None:
                value = answers_for(asked["slot"])
                slot = kb.slots[asked["slot"]]
                if slot.closed:
                    values = value if isinstance(value, list) else [{True: "ja", False: "nee"}.get(value, value)]
                    ids = [f"{slot.name}={item}" for item in values]
                    asked["slot"] = _question(plain.send(session, sender, ", ".join(ids), keuze=ids))
                else:
                    asked["slot"] = _question(plain.send(session, sender, str(value)))

            yield answer
            number += 1


def _question(messages: list[dict[str, Any]]) -> str | None:
    slots = [m["custom"]["slot"] for m in messages if m.get("custom", {}).get("soort") == "vraag"]
    return slots[-1] if slots else None


def one_person(turns: Iterator[Turn], count: int) -> list[float]:
    """Milliseconds of each of `count` turns in one conversation."""
    taken = []
    for _, turn in zip(range(count), turns):
        started = time.perf_counter()
        turn()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def many_people(make: Callable[[], Iterator[Turn]], people: int, seconds: float) -> tuple[float, float]:
    """(turns a second, 95th percentile in ms) of `people` who all answer at once for `seconds`."""
    taken: list[float] = []
    stop = time.monotonic() + seconds

    def person() -> None:
        turns = make()
        while time.monotonic() < stop:
            turn = next(turns)
            started = time.perf_counter()
            turn()
            taken.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=person) for _ in range(people)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken) / (time.perf_counter() - started), statistics.quantiles(taken, n=20)[-1]


def row(name: str, trained: float | None, ready: float, memory: float, single: list[float], many: tuple[float, float]):
    """One line of the table; turns 5 and 100 are medians over the ten turns around them, in several conversations."""
    half = len(single) // 2
    median = statistics.median(single)
    return [
        name,
        "-" if trained is None else f"{trained:.0f}",
        f"{ready:.1f}",
        f"{memory:.0f}",
        f"{median:.1f}",
        f"{statistics.median(single[:10]):.1f}",
        f"{statistics.median(single[half - 5 : half + 5]):.1f}",
        f"{statistics.median(single[-10:]):.1f}",
        f"{many[0]:.1f}",
        f"{many[1]:.0f}",
    ]


def measure(name: str, make: Callable[[], Iterator[Turn]], count: int, people: int, seconds: float):
    """Single-person latencies, then throughput."""
    one_person(make(), 15)  # warm
    single = one_person(make(), count)
    return single, many_people(make, people, seconds)


def main() -> None:
    """Measure all three and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=94)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "turns.md")
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        trained = train(ROOT, base / "model")
        model = base / "model" / "model.tar.gz"
        (base / "own").mkdir()
        servers = Servers(model, base / "own", RW_LIMIET_GESPREK="1000000/60", RW_LIMIET_ADRES="1000000/60")
        started = time.perf_counter()
        servers.start()
        ready = time.perf_counter() - started
        figures = measure(
            "routewijzer", lambda: through_portal(servers), arguments.turns, arguments.people, arguments.seconds
        )
        memory = resident(servers.processes["rasa"])
        rows.append(row("routewijzer", trained, ready, memory, *figures))
        servers.stop()

        stock_packages = base / "stock_packages"
        uv = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
        install = [uv, "pip", "install", "-q", "--python", sys.executable, "--no-deps", "--target"]
        subprocess.run([*install, str(stock_packages), STOCK_JSONSCHEMA], check=True)
        (base / "stock").mkdir()
        stock = Plain(ROOT, model, base / "stock", f"{stock_packages}:{ROOT}", actions=True)
        figures = measure("stock", lambda: over_rest(stock, True), arguments.turns, arguments.people, arguments.seconds)
        rows.append(row("stock", None, stock.ready, stock.memory(), *figures))
        stock.stop()

        (base / "floor").mkdir()
        floor_trained = train(FLOOR, base / "floor_model")
        floor = Plain(FLOOR, base / "floor_model" / "model.tar.gz", base / "floor", str(ROOT), actions=False)
        figures = measure(
            "floor", lambda: over_rest(floor, False), arguments.turns, arguments.people, arguments.seconds
        )
        rows.append(row("floor", floor_trained, floor.ready, floor.memory(), *figures))
        floor.stop()
    turns = arguments.turns
    head = [
        "bot",
        "train s",
        "ready s",
        "MB",
        "ms median",
        "ms turns 1-10",
        f"ms around {turns // 2}",
        f"ms {turns - 9}-{turns}",
        f"turns/s, {arguments.people} people",
        "p95 ms",
    ]
    table = "\n".join(["| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *rows]])
    arguments.out.parent.mkdir(exist_ok=True)
    arguments.out.write_text(table + "\n")
    print(table)


if __name__ == "__main__":
    main()
