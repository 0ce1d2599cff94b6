"""The widget on the pages of others: a strict policy, focus in and out, and who may show the frame."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.widget.conftest import Portal
from tests.widget.standin import StandIn


class Host:
    """A website of somebody else: another origin, with the strictest policy that the widget asks for."""

    def __init__(self) -> None:
        self.body = ""
        self.portal = ""
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                head = '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Host</title></head>'
                content = (
                    f"{head}<body><main><h1>Host</h1><button>Knop</button>{host.body}</main></body></html>".encode()
                )
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                policy = f"default-src 'none'; script-src {host.portal}; frame-src {host.portal}"
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """The website."""
    running = Host()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def allowing(host: Host, channel: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that lets that website show its frame."""
    running = Portal(channel, tmp_path_factory.mktemp("var"), RW_INSLUITEN=host.url).start()
    host.portal = running.url
    yield running
    running.stop()


def _frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def _launcher(page: Page) -> object:
    return page.get_by_role("button", name="Start de Routewijzer")


def test_one_script_tag_gives_a_button_and_focus_comes_back_to_it(page: Page, host: Host, allowing: Portal) -> None:
    host.body = f'<script async src="{allowing.url}/widget/v1/routewijzer.js"></script>'
    page.goto(host.url)
    button = page.get_by_role("button", name="Start de Routewijzer")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert page.locator("iframe").count() == 0, "nothing is loaded for who does not chat"
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("dialog")).to_be_visible()
    _frame(page).get_by_role("button", name="Begin met de snelscan").press("Enter")
    _frame(page).locator("#invoer").fill("Ede")
    _frame(page).locator("#invoer").press("Enter")
    expect(_frame(page).locator("#overzicht")).to_contain_text("1 vraag beantwoord")
    _frame(page).locator("#invoer").press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()
    button.press("Enter")
    expect(_frame(page).locator("#overzicht")).to_contain_text("1 vraag beantwoord")
    page.get_by_role("button", name="Knop").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_focus_goes_into_the_conversation(page: Page, host: Host, allowing: Portal) -> None:
    host.body = f'<script async src="{allowing.url}/widget/v1/routewijzer.js"></script>'
    page.goto(host.url)
    page.get_by_role("button", name="Start de Routewijzer").press("Enter")
    expect(_frame(page).locator("#inhoud")).to_be_focused()
    page.keyboard.press("Tab")
    expect(_frame(page).locator("button[value=snelscan]")).to_be_focused()


def test_on_a_small_screen_it_is_modal_and_fills_it(
    visit: Callable[..., BrowserContext], host: Host, allowing: Portal
) -> None:
    host.body = f'<script async src="{allowing.url}/widget/v1/routewijzer.js"></script>'
    page = visit(viewport={"width": 375, "height": 700}).new_page()
    page.goto(host.url)
    page.get_by_role("button", name="Start de Routewijzer").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 375, "height": 700}
    page.wait_for_function(
        "() => document.querySelector('routewijzer-gesprek').shadowRoot.querySelector('dialog:modal') !== null"
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('routewijzer-gesprek').shadowRoot.querySelector('dialog:modal') === null"
    )
    page.get_by_role("button", name="Sluiten").click()
    expect(page.get_by_role("button", name="Start de Routewijzer")).to_be_focused()


def test_a_pinned_file_is_checked_by_its_hash(page: Page, host: Host, allowing: Portal) -> None:
    shown = requests.get(f"{allowing.url}/ontwikkelaars", timeout=10).text
    address, integrity = re.search(r"(/widget/[\d.]+/routewijzer\.js)&?.*?(sha384-[\w+/=]+)", shown, re.DOTALL).groups()
    tag = '<script async src="{}" integrity="{}" crossorigin="anonymous"></script>'
    host.body = tag.format(allowing.url + address, integrity)
    page.goto(host.url)
    expect(page.get_by_role("button", name="Start de Routewijzer")).to_be_visible()
    host.body = tag.format(allowing.url + address, integrity[:-8] + "AAAAAAAA")
    page.goto(host.url)
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Start de Routewijzer")).to_have_count(0)


def test_inline_own_label_and_own_button(page: Page, host: Host, allowing: Portal) -> None:
    script = f'<script async src="{allowing.url}/widget/v1/routewijzer.js"></script>'
    host.body = f'<routewijzer-gesprek mode="inline" theme="dark"></routewijzer-gesprek>{script}'
    page.goto(host.url)
    expect(_frame(page).locator("html")).to_have_attribute("data-kleuren", "donker")
    _frame(page).get_by_role("button", name="Begin met de snelscan").click()
    expect(_frame(page).locator("html")).to_have_attribute("data-kleuren", "donker")
    host.body = f'<routewijzer-gesprek label="Stel een vraag"></routewijzer-gesprek>{script}'
    page.goto(host.url)
    expect(page.get_by_role("button", name="Stel een vraag")).to_be_visible()
    host.body = f'<routewijzer-gesprek launcher="none"></routewijzer-gesprek>{script}'
    page.goto(host.url)
    page.get_by_role("button", name="Knop").focus()
    page.wait_for_function("() => typeof window.Routewijzer === 'function'")
    page.evaluate("Routewijzer('open')")
    expect(_frame(page).locator("#inhoud")).to_be_focused()
    page.evaluate("Routewijzer('close')")
    expect(page.get_by_role("button", name="Knop")).to_be_focused()


def test_the_host_hears_counts_and_no_answers(page: Page, host: Host, allowing: Portal) -> None:
    host.body = f'<script async src="{allowing.url}/widget/v1/routewijzer.js"></script>'
    page.add_init_script(
        """window.heard = [];
        for (const name of ['ready', 'open', 'close', 'started', 'block-completed', 'advice', 'export'])
          addEventListener('routewijzer:' + name, (event) => heard.push([name, event.detail]));"""
    )
    page.goto(host.url)
    page.get_by_role("button", name="Start de Routewijzer").click()
    _frame(page).get_by_role("button", name="Begin met de snelscan").click()
    _frame(page).locator("#invoer").fill("Ede")
    _frame(page).locator("#invoer").press("Enter")
    page.wait_for_function("() => heard.some(([name]) => name === 'block-completed')")
    heard = page.evaluate("heard")
    assert [name for name, _ in heard if name != "ready"] == ["open", "started", "block-completed"]
    assert dict(map(tuple, heard))["block-completed"] == {"done": 1}


def test_the_page_around_can_not_order_the_frame_about(page: Page, host: Host, allowing: Portal) -> None:
    host.body = f'<script async src="{allowing.url}/widget/v1/routewijzer.js"></script>'
    page.goto(host.url)
    page.get_by_role("button", name="Start de Routewijzer").click()
    expect(_frame(page).locator("#inhoud")).to_be_attached()
    page.evaluate("postMessage({ns: 'routewijzer', v: 1, type: 'escape', payload: {}}, '*')")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_only_the_pages_for_a_frame_can_be_framed_and_only_by_who_is_allowed(allowing: Portal, host: Host) -> None:
    def ancestors(path: str) -> str:
        policy = requests.get(allowing.url + path, timeout=10).headers["Content-Security-Policy"]
        return policy.rpartition("frame-ancestors ")[2]

    assert ancestors("/insluiten") == f"'self' {host.url}"
    assert ancestors("/insluiten/privacy") == f"'self' {host.url}"
    for path in ("/", "/privacy", "/insluitenx", "/v1/openapi.json"):
        assert ancestors(path) == "'none'"


def test_another_website_gets_no_frame(page: Page, host: Host, portal: Portal, allowing: Portal) -> None:
    host.body = f'<iframe src="{portal.url}/insluiten" title="Routewijzer"></iframe>'
    host.portal = portal.url
    try:
        page.goto(host.url)
        expect(_frame(page).locator("#inhoud")).to_have_count(0)
    finally:
        host.portal = allowing.url


def test_without_javascript_the_frame_stays_the_frame(visit: Callable[..., BrowserContext], portal: Portal) -> None:
    page = visit(java_script_enabled=False).new_page()
    page.goto(f"{portal.url}/insluiten?kleuren=donker")
    page.get_by_role("button", name="Begin met de snelscan").click()
    assert re.fullmatch(
        r"/insluiten/gesprek/[\w-]+\?kleuren=donker", page.url.removeprefix(portal.url).partition("#")[0]
    )
    page.locator("#invoer").fill("Ede")
    page.locator("#tekst button").click()
    assert page.url.removeprefix(portal.url).startswith("/insluiten/gesprek/")
    expect(page.locator("#overzicht")).to_contain_text("1 vraag beantwoord")


def test_the_demo_page_shows_it(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/demo")
    page.get_by_role("button", name="Start de Routewijzer").click()
    expect(_frame(page).get_by_role("button", name="Begin met de snelscan")).to_be_visible()
