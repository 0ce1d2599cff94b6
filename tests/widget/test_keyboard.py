"""Whole interviews by keyboard alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.widget.conftest import Portal
from tests.widget.visitor import OPTION, TICK, asked, focused, lines, tab_to, wait_for_turn


def _answer_by_keyboard(page: Page) -> None:
    before, question = lines(page), asked(page)
    if page.locator(TICK).count():
        tab_to(page, TICK)
        page.keyboard.press("Space")
        tab_to(page, "#antwoord button[data-naar-antwoord]")
        page.keyboard.press("Enter")
    elif page.locator(OPTION).count():
        tab_to(page, OPTION)
        page.keyboard.press("Enter")
    else:
        if not focused(page, "#invoer"):
            tab_to(page, "#invoer")
        page.keyboard.type("2019")
        page.keyboard.press("Enter")
    wait_for_turn(page, before)
    assert asked(page) != question
    assert focused(page, "#antwoord, #invoer"), "focus stays with the answer"


@pytest.mark.parametrize("mode", ["snelscan", "volledig"])
def test_a_whole_interview_by_keyboard_alone(
    page: Page, portal: Portal, mode: str, picture: Callable[[Page, str], None]
) -> None:
    page.goto(portal.url)
    tab_to(page, f"button[value={mode}]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#antwoord")
    while asked(page):
        _answer_by_keyboard(page)
    expect(page.locator("#overzicht")).to_contain_text("U hebt alle vragen gehad.")
    expect(page.locator("#verloop .soort-advies").first).to_contain_text("uitkomst")
    assert page.locator("#overzicht .ingredienten li").count() == 5
    assert page.locator("#overzicht .blokken .klaar").count() == page.locator("#overzicht .blokken > li").count()
    picture(page, f"klaar-{mode}")


def test_a_whole_snelscan_without_javascript(visit: Callable[..., BrowserContext], portal: Portal) -> None:
    page = visit(java_script_enabled=False).new_page()
    page.goto(portal.url)
    page.get_by_role("button", name="Begin met de snelscan").click()
    while asked(page):
        question = asked(page)
        if page.locator(TICK).count():
            page.locator(TICK).first.check()
            page.locator("#antwoord").get_by_role("button", name="Verder").click()
        elif page.locator(OPTION).count():
            page.locator(OPTION).first.click()
        else:
            page.locator("#invoer").fill("2019")
            page.locator("#tekst").get_by_role("button").click()
        assert asked(page) != question
    expect(page.locator("#overzicht")).to_contain_text("U hebt alle vragen gehad.")


def test_without_javascript_an_answer_can_be_changed_and_the_conversation_erased(
    visit: Callable[..., BrowserContext], portal: Portal
) -> None:
    page = visit(java_script_enabled=False).new_page()
    page.goto(portal.url)
    page.get_by_role("button", name="Begin met de snelscan").click()
    page.locator("#invoer").fill("Ede")
    page.locator("#tekst").get_by_role("button").click()
    page.locator("#overzicht summary").first.click()
    page.get_by_role("button", name="Wijzig Gemeente").click()
    assert asked(page) == "gemeente"
    page.locator("#invoer").fill("Altena")
    page.locator("#tekst").get_by_role("button").click()
    page.locator("#overzicht summary").first.click()
    expect(page.locator("#overzicht dl").first).to_contain_text("Altena")
    page.locator("#wissen summary").click()
    page.get_by_role("button", name="Ja, wis dit gesprek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw gesprek is gewist")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gesprek niet gevonden")


def test_an_empty_answer_without_javascript_says_what_is_missing(
    visit: Callable[..., BrowserContext], portal: Portal
) -> None:
    page = visit(java_script_enabled=False).new_page()
    page.goto(portal.url)
    page.get_by_role("button", name="Begin met de snelscan").click()
    page.locator("#tekst").get_by_role("button").click()
    expect(page.locator("#fout")).to_contain_text("U hebt nog niets ingevuld.")
