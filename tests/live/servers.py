"""Rasa and the portal as real processes for the live tests: start, kill, restart, on free ports of 127.0.0.1."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import requests

from routewijzer import knowledge


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Servers:
    """The two processes on one folder with their data."""

    def __init__(self, model: Path, var: Path, **extra: str) -> None:
        self.var = var
        self.ports = {"rasa": free_port(), "portaal": free_port()}
        self.env = os.environ | {
            "RW_GEHEIM": "geheim-van-de-test",
            "RW_SECRET_KEY": "sleutel-van-de-test-die-lang-genoeg-is-voor-django-1234",
            "RW_VAR": str(var),
            "RW_POORT": str(self.ports["portaal"]),
            "RW_RASA_POORT": str(self.ports["rasa"]),
            "RW_LIMIET_GESPREK": "100000/60",
            "RW_LIMIET_ADRES": "1000000/60",
            "RASA_TELEMETRY_ENABLED": "false",
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": str(knowledge.ROOT),
            **extra,
        }
        rasa = ["-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(self.ports["rasa"]), "-m", str(model)]
        self.commands = {"rasa": rasa, "portaal": ["-m", "portaal"]}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def log(self, name: str) -> str:
        """What the process has said so far."""
        path = self.var / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def start(self, *names: str) -> Servers:
        """Start both, or those named, and wait until they answer."""
        for name in names or self.commands:
            with (self.var / f"{name}.log").open("ab") as out:
                self.processes[name] = subprocess.Popen(
                    [sys.executable, *self.commands[name]], cwd=knowledge.ROOT, env=self.env, stdout=out, stderr=out
                )
        deadline = time.monotonic() + 90
        while not self.ready():
            for name in names or self.commands:
                assert self.processes[name].poll() is None, f"{name} stopped: {self.log(name)[-2000:]}"
            assert time.monotonic() < deadline, "the servers did not become ready"
            time.sleep(0.1)
        return self

    def ready(self) -> bool:
        """True when the portal answers and says that Rasa does too."""
        try:
            return requests.get(self.url("/gezond"), timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def kill(self, *names: str) -> None:
        """kill -9."""
        for name in names:
            self.processes[name].send_signal(signal.SIGKILL)
            self.processes[name].wait()

    def stop(self) -> None:
        """Stop what still runs."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

    def url(self, path: str) -> str:
        """An address of the portal."""
        return f"http://127.0.0.1:{self.ports['portaal']}{path}"


class Client:
    """A browser's part in one conversation, over the public API."""

    def __init__(self, servers: Servers, mode: str | None = None) -> None:
        self.servers = servers
        self.session = requests.Session()
        answer = self.session.post(servers.url("/v1/gesprekken"), json={"modus": mode} if mode else {})
        assert answer.status_code == 201, answer.text
        self.reply: dict[str, Any] = answer.json()
        self.id: str = self.reply["id"]
        self.code: str = self.reply["hervatcode"]

    @property
    def asked(self) -> str | None:
        """The slot of the open question."""
        return self.reply["vraag"]

    @property
    def text(self) -> str:
        """All that the bot said in the last turn."""
        return " ".join(message["tekst"] for message in self.reply["berichten"])

    def post(self, message_id: str | None = None, **body: Any) -> requests.Response:
        """Send a message and give the raw answer."""
        body["bericht_id"] = message_id or uuid.uuid4().hex
        return self.session.post(self.servers.url(f"/v1/gesprekken/{self.id}/berichten"), json=body, timeout=30)

    def send(self, **body: Any) -> dict[str, Any]:
        """Send a message that must be taken."""
        answer = self.post(**body)
        assert answer.status_code == 200, answer.text
        self.reply = answer.json()
        return self.reply

    def say(self, text: str) -> dict[str, Any]:
        """Type a message."""
        return self.send(tekst=text)

    def press(self, choice: str | list[str]) -> dict[str, Any]:
        """Press a button, or tick several."""
        return self.send(keuze=choice)

    def view(self) -> dict[str, Any]:
        """History, progress and answers."""
        answer = self.session.get(self.servers.url(f"/v1/gesprekken/{self.id}"), timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def slots(self) -> dict[str, Any]:
        """The answers noted, slot -> value."""
        return {row["slot"]: row["waarde"] for row in self.view()["antwoorden"]}

    def answer(self, value: Any) -> dict[str, Any]:
        """Answer the open question with `value`, by button where it has them, else typed."""
        slot = knowledge.load().slots[self.asked or ""]
        if slot.kind == "multi":
            return self.press([f"{slot.name}={item}" for item in value] or [f"{slot.name}=[]"])
        if slot.kind == "bool":
            return self.press(f"{slot.name}={'ja' if value else 'nee'}")
        return self.press(f"{slot.name}={value}") if slot.kind == "category" else self.say(str(value))


#: An answer per slot for walking through an interview: the typed text of a text slot, or a value.
TYPED = "Daar hebben we afspraken over met het veld."
GIVEN: dict[str, Any] = {
    "gemeente": "Zomerdijk",
    "visie": "gekoppeld",
    "beleid_positie": "onderdeel",
    "beleid_jaar": 2015,
    "budget": 45000,
    "samenwerking": "incidenteel",
    "domeinen_betrokken": "deels",
    "subsidievormen": ["projectsubsidie"],
    "betrokkenheid": ["meedenken"],
    "steunpunt": "zelfstandig",
}


def answers_for(slot: str) -> Any:
    """A value for `slot` that keeps as many other questions open as possible."""
    if slot in GIVEN:
        return GIVEN[slot]
    spec = knowledge.load().slots[slot]
    if spec.kind == "bool":
        return True
    if spec.kind == "text":
        return TYPED
    return [spec.values[0]] if spec.kind == "multi" else spec.values[0]
