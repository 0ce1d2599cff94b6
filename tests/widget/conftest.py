"""A real browser on the real portal, with a stand-in for Rasa. Chromium: RW_CHROMIUM, or the one on the path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from routewijzer.knowledge import ROOT
from tests.live.servers import free_port
from tests.widget.standin import StandIn

PICTURES = ROOT / "test-artefacten"


#: Puts proposals with a conversation, as reading a document does; reading itself is tested in tests/portaal.
PROPOSE = """
import sys, django
django.setup()
from portaal import proposals
from routewijzer.intake import Proposal, Quote
found = [
    Proposal("visie", "eigenstandig", 0.9, (Quote("Onze gemeente heeft een eigen visie.", 2),)),
    Proposal("beleid_jaar", 2019, 0.7, (Quote("De nota is vastgesteld in 2019.", 1),)),
    Proposal("sectoren", ["sport"], 0.5, (Quote("Het gaat om sportverenigingen.", 3),)),
    Proposal("impactmeting", "ja", 0.9, (Quote("Wij meten de impact elk jaar.", 3),)),
]
proposals.keep(sys.argv[1], found, None, 3)
"""


class Portal:
    """The portal as a process that a test may kill and start again."""

    def __init__(self, channel: StandIn, var: Path, **extra: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.channel = channel
        self._log = var / "portaal.log"
        self._env = os.environ | {
            "RW_VAR": str(var),
            "RW_GEHEIM": "geheim-van-de-test",
            "RW_SECRET_KEY": "sleutel-van-de-test-die-lang-genoeg-is-voor-django-1234",
            "RW_POORT": str(self.port),
            "RW_RASA_POORT": str(channel.port),
            "RW_LIMIET_GESPREK": "100000/60",
            "RW_LIMIET_ADRES": "100000/60",
            **extra,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Portal:
        """Serve, and wait until it answers."""
        with self._log.open("ab") as out:
            command = [sys.executable, "-m", "portaal"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=out, stderr=out)
        deadline = time.monotonic() + 30
        while True:
            try:
                if requests.get(f"{self.url}/gezond/leeft", timeout=2).ok:
                    return self
            except requests.RequestException:
                pass
            assert self._process.poll() is None and time.monotonic() < deadline, self._log.read_text()
            time.sleep(0.1)

    def propose(self, conversation_id: str) -> None:
        """Let a document have been read in a conversation."""
        env = self._env | {"DJANGO_SETTINGS_MODULE": "portaal.settings"}
        subprocess.run([sys.executable, "-c", PROPOSE, conversation_id], cwd=ROOT, env=env, check=True)

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Stop when it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)


@pytest.fixture(scope="session")
def channel() -> Iterator[StandIn]:
    """The interview."""
    running = StandIn().start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def portal(channel: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that the tests share and leave alone."""
    running = Portal(channel, tmp_path_factory.mktemp("var")).start()
    yield running
    running.stop()


@pytest.fixture
def own_portal(channel: StandIn, tmp_path: Path) -> Iterator[Portal]:
    """A portal that a test may kill."""
    running = Portal(channel, tmp_path).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    path = os.environ.get("RW_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.fail("Chromium is missing: install it (Debian: apt install chromium) or set RW_CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser of one visitor; what the pages complain about is a failure of the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: object) -> BrowserContext:
        # Without motion: a page that scrolls smoothly makes every press wait for it.
        desk = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        context = chromium.new_context(**{**desk, **options})
        context.set_default_timeout(8000)
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"
        )
        context.on("console", lambda said: complaints.append(said.text) if "CSP" in said.text else None)
        context.on("weberror", lambda fault: complaints.append(str(fault.error)))
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def page(visit: Callable[..., BrowserContext]) -> Page:
    """One visitor's page, on a desk."""
    return visit().new_page()


@pytest.fixture(scope="session")
def picture() -> Callable[[Page, str], None]:
    """Keeps a picture of the page, to be looked at."""
    PICTURES.mkdir(exist_ok=True)
    return lambda page, name: page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
