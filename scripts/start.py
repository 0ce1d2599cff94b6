"""Start Routewijzer: train when the data changed, migrate, run Rasa and the portal, stop both on Ctrl-C.

Ports: RW_POORT (portal, 8000) and RW_RASA_POORT (Rasa, 5005, loopback only). What the processes say goes to var/*.log.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from scripts import model

ROOT = model.ROOT
VAR = (ROOT / os.environ.get("RW_VAR", "var")).resolve()
#: Seconds that the two may take to answer.
PATIENCE = 120


def fail(sentence: str) -> None:
    """Say what is wrong in one sentence and stop with a non-zero exit code."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def port_from(variable: str, default: int) -> int:
    """The port that an environment variable names."""
    value = os.environ.get(variable, "").strip() or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        fail(f"{variable} must be a port number (1 to 65535); it is {value!r}.")
    return int(value)


def environment(portal: int, rasa: int) -> dict[str, str]:
    """The environment of both processes; without RW_GEHEIM they share a secret made for this run."""
    env = dict(os.environ)
    env.setdefault("RW_GEHEIM", secrets.token_urlsafe(32))
    env |= {
        "RASA_TELEMETRY_ENABLED": "false",
        "RW_VAR": str(VAR),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
    }
    env |= {"RW_POORT": str(portal), "RW_RASA_POORT": str(rasa), "PYTHONPATH": str(ROOT)}
    return env


def free(port: int, what: str, variable: str) -> None:
    """Stop when `port` is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            fail(f"Port {port} ({what}) is in use: stop what uses it, or set {variable} to another port.")


def answers(url: str, headers: dict[str, str]) -> bool:
    """True when `url` answers with success."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=2) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main() -> None:
    """Run until Ctrl-C, or until one of the two stops by itself."""
    os.chdir(ROOT)
    VAR.mkdir(parents=True, exist_ok=True)
    portal_port, rasa_port = port_from("RW_POORT", 8000), port_from("RW_RASA_POORT", 5005)
    env = environment(portal_port, rasa_port)
    free(rasa_port, "Rasa", "RW_RASA_POORT")
    free(portal_port, "the portal", "RW_POORT")
    try:
        trained = model.with_progress()
    except model.TrainingFailed as failure:
        fail(str(failure))
    migrated = subprocess.run(
        [sys.executable, "-m", "portaal.manage", "migrate", "--verbosity", "0"], env=env, capture_output=True, text=True
    )
    if migrated.returncode != 0:
        print(migrated.stderr[-2000:], file=sys.stderr)
        fail("The database could not be prepared: see the lines above.")
    commands = {
        "rasa": [sys.executable, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(rasa_port), "-m", str(trained)],
        "portaal": [sys.executable, "-m", "portaal"],
    }
    processes: dict[str, subprocess.Popen[bytes]] = {}
    stop = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    failed = None
    try:
        for name, command in commands.items():
            with (VAR / f"{name}.log").open("ab") as out:
                processes[name] = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
        print("Starting Rasa and the portal ...", flush=True)
        rasa = f"http://127.0.0.1:{rasa_port}/webhooks/routewijzer/gezond"
        portal = f"http://127.0.0.1:{portal_port}/"
        secret = {"X-Routewijzer-Geheim": env["RW_GEHEIM"]}
        deadline = time.monotonic() + PATIENCE
        ready = False
        while not stop.is_set() and failed is None:
            failed = next((name for name, process in processes.items() if process.poll() is not None), None)
            if not ready and failed is None and answers(rasa, secret) and answers(portal, {}):
                ready = True
                print(f"Routewijzer is ready: {portal} (Ctrl-C stops it)", flush=True)
            if not ready and time.monotonic() > deadline:
                failed = "rasa or portaal"
            stop.wait(1 if ready else 0.3)
    finally:
        for process in processes.values():
            if process.poll() is None:
                process.terminate()
        for process in processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
    if failed:
        fail(f"{failed} stopped or did not answer: see var/rasa.log and var/portaal.log.")


if __name__ == "__main__":
    main()
