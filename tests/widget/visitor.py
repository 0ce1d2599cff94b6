"""What a visitor does on the page of a conversation, for the tests."""

from __future__ import annotations

import requests
from playwright.sync_api import Page, expect

from routewijzer import knowledge
from routewijzer.knowledge import BOOL_OPTIONS

KB = knowledge.load()
BOOL_WORDS = {value: word for word, value in BOOL_OPTIONS.items()}
#: Enough presses of Tab to walk over the longest page.
MOST_TABS = 200
LINES = "#eerder .bericht, #verloop .bericht"
OPTION = "#antwoord > form .optie"
TICK = "#antwoord > form input[type=checkbox]"


def begin(page: Page, url: str, mode: str = "snelscan", until: str | None = None) -> None:
    """Open a new conversation; with `until`, at the first question of that kind ("multi", "category"), or "klaar"."""
    started = requests.post(f"{url}/v1/gesprekken", json={"modus": mode}, timeout=10).json()
    asked = started["vraag"]
    while until and asked and KB.slots[asked].kind != until:
        said = _said(asked)
        asked = requests.post(f"{url}/v1/gesprekken/{started['id']}/berichten", json=said, timeout=10).json()["vraag"]
    page.goto(f"{url}/gesprek/{started['id']}")


def _said(slot: str) -> dict[str, str]:
    """An answer to the question of `slot`: its first option, or a text that does for a year, an amount or a name."""
    options = KB.question(slot).options
    value = options[0].value if options else None
    if value is None:
        return {"tekst": "2019"}
    return {"keuze": f"{slot}={BOOL_WORDS.get(value, value) if isinstance(value, bool) else value}"}


def asked(page: Page) -> str:
    """The slot of the open question; empty when none is open."""
    return page.locator("#antwoord").get_attribute("data-vraag") or ""


def lines(page: Page) -> int:
    """How many messages there are, of both sides."""
    return page.locator(LINES).count()


def wait_for_turn(page: Page, before: int) -> None:
    """Wait until the answer to a turn has come in; `before`: how many messages there were."""
    page.wait_for_function(
        "([all, n]) => document.querySelectorAll(all).length > n && !document.querySelector('#gesprek.bezig')",
        arg=[LINES, before],
    )


def answer(page: Page, text: str = "2019") -> None:
    """Answer the open question by mouse: the first option, the first tick, or `text`."""
    before = lines(page)
    if page.locator(TICK).count():
        page.locator(TICK).first.check()
        page.locator("#antwoord").get_by_role("button", name="Verder").click()
    elif page.locator(OPTION).count():
        page.locator(OPTION).first.click()
    else:
        page.locator("#invoer").fill(text)
        page.locator("#invoer").press("Enter")
    wait_for_turn(page, before)


def focused(page: Page, selector: str) -> bool:
    """True when the focused element matches `selector`."""
    return bool(page.evaluate("(wanted) => document.activeElement?.matches(wanted) ?? false", selector))


def tab_to(page: Page, selector: str) -> int:
    """Press Tab until an element that matches `selector` has focus: how often that was."""
    for presses in range(1, MOST_TABS):
        page.keyboard.press("Tab")
        if focused(page, selector):
            return presses
    raise AssertionError(f"Tab never came to {selector}")


def is_saved(page: Page) -> None:
    """The page says that nothing waits."""
    expect(page.locator("#bewaard")).to_be_visible()
    expect(page.locator("#stand")).to_be_empty()
