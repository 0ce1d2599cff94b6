"""axe finds nothing in any state, theme, colour scheme or size; and everything fits at 320 px and at 400 %."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.widget.conftest import Portal
from tests.widget.standin import StandIn
from tests.widget.visitor import begin

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = {
    "standaard": {},
    "voorbeeld": {"RW_THEMA_KLASSE": "voorbeeld-theme", "RW_THEMA_STIJL": "/static/thema/voorbeeld.css"},
    "ma": {"RW_THEMA_KLASSE": "ma-theme", "RW_THEMA_STIJL": "/static/thema/ma.css"},
}
#: What the visitor's screen is like: colours, forced colours, width and height.
SCREENS = {
    "licht": ("light", "none", 1280, 900),
    "donker": ("dark", "none", 1280, 900),
    "gedwongen": ("dark", "active", 1280, 900),
    "400-procent": ("light", "none", 320, 256),
}
#: The theme voorbeeld has no dark colours of its own.
SHOWN = {"standaard": SCREENS, "voorbeeld": ("licht",), "ma": ("licht", "donker")}
#: States and screens of which a picture is kept.
PICTURES = {
    "licht": ("begin", "vraag-open", "vraag-vinken", "bevestiging", "klaar", "document", "ingesloten", "demo-open"),
    "donker": ("klaar",),
    "gedwongen": ("vraag-vinken", "klaar"),
    "400-procent": ("vraag-vinken",),
}


@dataclass(frozen=True)
class Place:
    """An address to look at, and what to do there first."""

    path: str
    then: Callable[[Page], None] = lambda page: None


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def _complain(page: Page) -> None:
    page.locator("#invoer").fill("")
    page.locator("#tekst button").click()
    page.wait_for_selector("#fout:not([hidden])")


def _open_widget(page: Page) -> None:
    page.get_by_role("button", name="Start de Routewijzer").click()
    # The frame goes on by itself from its start page to the conversation that was looked at last.
    page.frame_locator("iframe").locator("#gesprek").wait_for()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One set of conversations for the portals of all themes."""
    return tmp_path_factory.mktemp("themas")


@pytest.fixture(scope="module", params=THEMES)
def themed(request: pytest.FixtureRequest, channel: StandIn, var: Path) -> Iterator[tuple[str, Portal]]:
    """A portal in a theme."""
    portal = Portal(channel, var, **THEMES[request.param]).start()
    yield request.param, portal
    portal.stop()


@pytest.fixture(scope="module")
def places(chromium: Browser, channel: StandIn, var: Path) -> dict[str, Place]:
    """Conversations in the states that there are, made once."""
    portal = Portal(channel, var).start()
    context = chromium.new_context()
    try:
        return _places(context.new_page(), portal)
    finally:
        context.close()
        portal.stop()


def _places(page: Page, portal: Portal) -> dict[str, Place]:

    def path(until: str | None = None) -> str:
        begin(page, portal.url, until=until)
        return page.url.removeprefix(portal.url)

    found = {
        "begin": Place("/"),
        "vraag-open": Place(path()),
        "fout": Place(path(), _complain),
        "vraag-knoppen": Place(path("category"), _unfold),
        "vraag-vinken": Place(path("multi"), _unfold),
        "terug": Place(f"{path('multi')}?terug=1"),
        "klaar": Place(path("klaar"), _unfold),
        "document": Place(f"{path()}/documenten"),
        "bevestiging": Place(path()),
    }
    page.get_by_text("Meer mogelijkheden").click()
    page.get_by_role("button", name="Opnieuw beginnen").click()
    page.get_by_role("button", name="Ja", exact=True).wait_for()
    portal.propose(found["document"].path.split("/")[2])
    found |= {
        "privacy": Place("/privacy"),
        "gewist": Place("/gewist"),
        "ontwikkelaars": Place("/ontwikkelaars"),
        "niet-gevonden": Place("/gesprek/bestaat-niet"),
        "ingesloten": Place(f"/insluiten{found['vraag-vinken'].path}"),
        "demo-dicht": Place("/demo"),
        "demo-open": Place("/demo", _open_widget),
    }
    return found


def _violations(page: Page, *, forced: bool) -> list[dict[str, Any]]:
    """What axe finds in the page and the frames in it, short. Forced colours are the system's, and axe would read the
    page's own beside them: contrast is left out there."""
    options = {"runOnly": TAGS, "resultTypes": ["violations"], "iframes": False}
    options["rules"] = {"color-contrast": {"enabled": not forced}}
    found = []
    for frame in page.frames:
        frame.evaluate(AXE)
        result = frame.evaluate("(options) => axe.run(document, options)", options)
        found += [
            {"rule": one["id"], "nodes": [(node["html"][:120], node["failureSummary"][:300]) for node in one["nodes"]]}
            for one in result["violations"]
        ]
    return found


def test_axe_finds_nothing_and_nothing_sticks_out(
    themed: tuple[str, Portal],
    places: dict[str, Place],
    visit: Callable[..., BrowserContext],
    picture: Callable[[Page, str], None],
) -> None:
    theme, portal = themed
    context = visit()
    faults: dict[str, Any] = {}
    for name, place in places.items():
        page = context.new_page()
        page.goto(portal.url + place.path)
        place.then(page)
        for screen in SHOWN[theme]:
            colours, forced, width, height = SCREENS[screen]
            page.emulate_media(color_scheme=colours, forced_colors=forced)
            page.set_viewport_size({"width": width, "height": height})
            if found := _violations(page, forced=forced == "active"):
                faults[f"{name}, {screen}"] = found
            if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
                faults[f"{name}, {screen}, te breed"] = page.evaluate(
                    "[...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth)"
                    ".slice(0, 5).map((e) => e.outerHTML.slice(0, 100))"
                )
            if name in PICTURES[screen] and (theme == "standaard" or name == "vraag-vinken"):
                picture(page, f"{name}-{screen}-{theme}")
        page.close()
    assert not faults, json.dumps(faults, indent=1, ensure_ascii=False)
