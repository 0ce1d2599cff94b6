"""Nothing that a person typed or chose is lost, and nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable

import requests
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from tests.widget.conftest import Portal
from tests.widget.visitor import (
    LINES,
    OPTION,
    TICK,
    answer,
    asked,
    begin,
    is_saved,
    lines,
    wait_for_turn,
)


def _id(page: Page) -> str:
    found = page.locator("#gesprek").get_attribute("data-gesprek")
    assert found
    return found


def _turns(portal: Portal, page: Page) -> list[str]:
    found = requests.get(f"{portal.url}/v1/gesprekken/{_id(page)}", timeout=10).json()
    return [line["tekst"] for line in found["berichten"] if line["van"] == "u"]


def test_what_is_typed_survives_a_reload(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    page.locator("#invoer").fill("Wij werken voor de gemeente E")
    page.reload()
    expect(page.locator("#invoer")).to_have_value("Wij werken voor de gemeente E")
    assert _turns(portal, page) == []


def test_what_is_ticked_survives_a_reload(page: Page, portal: Portal) -> None:
    begin(page, portal.url, until="multi")
    page.locator(TICK).nth(1).check()
    page.reload()
    expect(page.locator(TICK).nth(1)).to_be_checked()
    expect(page.locator(TICK).first).not_to_be_checked()


def test_a_reload_while_an_answer_is_pending_ends_in_the_answer(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    before = lines(page)
    page.route("**/berichten", lambda route: (route.fetch(), route.abort()))  # it arrives; its reply does not
    page.locator("#invoer").fill("Ede")
    page.locator("#invoer").press("Enter")
    expect(page.locator("#stand")).to_contain_text("geen verbinding")
    page.unroute("**/berichten")
    page.reload()
    wait_for_turn(page, before)
    is_saved(page)
    assert _turns(portal, page) == ["Ede"]
    expect(page.locator("#onderweg")).to_be_empty()


def test_without_a_connection_it_waits_and_is_sent_once(
    page: Page, portal: Portal, picture: Callable[[Page, str], None]
) -> None:
    begin(page, portal.url)
    before = lines(page)
    page.context.set_offline(True)
    page.locator("#invoer").fill("Ede")
    page.locator("#invoer").press("Enter")
    expect(page.locator("#stand")).to_have_text(
        "Er is geen verbinding. Uw bericht staat nog op dit apparaat. Ik verstuur het zodra het weer kan."
    )
    expect(page.locator("#onderweg")).to_contain_text("Ede")
    page.locator("#invoer").fill("en ondertussen typ ik verder")
    page.locator("#invoer").press("Enter")
    expect(page.locator("#stand")).to_contain_text("nog onderweg")
    picture(page, "geen-verbinding")
    page.context.set_offline(False)
    wait_for_turn(page, before)
    is_saved(page)
    assert _turns(portal, page) == ["Ede"]
    expect(page.locator("#invoer")).to_have_value("en ondertussen typ ik verder")


def test_the_server_is_killed_and_comes_back(page: Page, own_portal: Portal) -> None:
    begin(page, own_portal.url)
    answer(page)
    before = lines(page)
    own_portal.kill()
    page.locator(OPTION).first.click()
    expect(page.locator("#stand")).to_contain_text("geen verbinding")
    own_portal.start()
    wait_for_turn(page, before)
    is_saved(page)
    assert len(_turns(own_portal, page)) == 2
    answer(page)
    assert len(_turns(own_portal, page)) == 3


def test_while_the_interview_is_away_messages_and_buttons_wait(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    before = lines(page)
    portal.channel.away = True
    try:
        page.get_by_role("button", name="Voorbeeld").click()
        expect(page.locator("#stand")).to_contain_text("Uw bericht gaat niet verloren.")
    finally:
        portal.channel.away = False
    wait_for_turn(page, before)
    is_saved(page)
    assert _turns(portal, page) == ["Voorbeeld"]


def test_a_second_tab_follows_the_first(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#invoer").fill("hier typ ik nog")
    answer(page)
    expect(other.locator("#plek")).to_have_text(page.locator("#plek").inner_text())
    assert lines(other) == lines(page)
    expect(other.locator("#invoer")).to_have_value("hier typ ik nog")
    answer(other, "Ede")
    expect(page.locator(LINES)).to_have_count(lines(other))
    assert asked(page) == asked(other)


def test_a_page_that_comes_in_late_does_not_bring_the_old_question_back(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/gesprek/*vanaf=*", lambda route: held.append((route, route.fetch())), times=1)
    with page.expect_request("**/gesprek/*vanaf=*"):
        page.evaluate("dispatchEvent(new Event('online'))")
    answer(page)
    question = asked(page)
    ((route, old),) = held
    with page.expect_response("**/gesprek/*vanaf=*"):
        route.fulfill(response=old)
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert asked(page) == question
    assert lines(page) == page.locator(LINES).evaluate_all(
        "(all) => new Set(all.map((one) => one.dataset.nummer)).size"
    )


def test_who_reads_above_is_not_moved_by_what_comes_in_elsewhere(page: Page, portal: Portal) -> None:
    begin(page, portal.url, until="multi")
    page.locator("#eerder summary").click()
    page.evaluate("scrollTo(0, 0)")
    before = lines(page)
    other = page.context.new_page()
    other.goto(page.url)
    answer(other)
    expect(page.locator(LINES)).not_to_have_count(before)
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="Naar de nieuwste vraag").click()
    expect(page.locator("#antwoord")).to_be_focused()
    expect(page.locator("#antwoord")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Naar de nieuwste vraag")).to_be_hidden()


def test_a_choice_that_another_tab_overtook_is_said_and_the_question_shown(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    answer(page)
    stale = page.locator(OPTION).first.get_attribute("value")
    url = f"{portal.url}/v1/gesprekken/{_id(page)}/berichten"
    for choice in (stale, "act:skip"):  # as another device: no message between tabs
        assert requests.post(url, json={"keuze": choice}, timeout=10).ok
    page.locator(OPTION).first.click()
    expect(page.locator("#fout")).to_contain_text("ging intussen verder")
    found = requests.get(f"{portal.url}/v1/gesprekken/{_id(page)}", timeout=10).json()
    assert asked(page) == found["vraag"]


def test_a_text_typed_in_an_expired_conversation_goes_along_to_the_next(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    assert requests.delete(f"{portal.url}/v1/gesprekken/{_id(page)}", timeout=10).ok
    page.locator("#invoer").fill("Een lang verhaal over ons beleid")
    page.locator("#invoer").press("Enter")
    expect(page.locator("#fout")).to_contain_text("Dit gesprek is er niet meer.")
    expect(page.locator("#invoer")).to_have_value("Een lang verhaal over ons beleid")
    page.get_by_role("link", name="Begin opnieuw").click()
    page.locator("button[value=snelscan]").click()
    expect(page.locator("#invoer")).to_have_value("Een lang verhaal over ons beleid")


def test_a_message_that_is_too_long_stays_with_its_reason_beside_it(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    page.locator("#invoer").fill("vrijwilligers " * 200)
    page.locator("#invoer").press("Enter")
    expect(page.locator("#fout")).to_contain_text("te lang")
    expect(page.locator("#invoer")).to_be_focused()
    expect(page.locator("#invoer")).to_have_attribute("aria-invalid", "true")
    assert len(page.locator("#invoer").input_value()) > 2000


def test_who_returns_is_told_where_it_was(page: Page, portal: Portal, picture: Callable[[Page, str], None]) -> None:
    begin(page, portal.url, until="multi")
    where = page.locator("#plek").inner_text()
    page.goto(portal.url)
    page.get_by_role("link", name="Ga verder met het gesprek op dit apparaat").click()
    expect(page.locator("#terug")).to_contain_text(f"U was bij {where}.")
    picture(page, "terug")
    page.get_by_role("link", name="Verder met de vraag").click()
    answer(page)
    expect(page.locator("#terug")).to_have_count(0)
    page.reload()
    expect(page.locator("#antwoord")).to_be_attached()
    expect(page.locator("#terug")).to_have_count(0)


def test_the_code_brings_somebody_back_on_another_device(visit: Callable[..., BrowserContext], portal: Portal) -> None:
    first = visit().new_page()
    begin(first, portal.url)
    answer(first, "Ede")
    first.get_by_role("button", name="Pauze").click()
    expect(first.locator("#later")).to_have_attribute("open", "")
    code = first.locator("#later .code").inner_text()
    second = visit().new_page()
    second.goto(portal.url)
    second.get_by_label("Hervatcode").fill(code.lower().replace("-", " "))
    second.get_by_role("button", name="Ga verder").click()
    expect(second.locator("#terug")).to_contain_text("U was bij Blok")
    expect(second.locator("#overzicht")).to_contain_text("1 vraag beantwoord")


def test_erasing_erases_what_this_browser_remembers_too(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    page.locator("#invoer").fill("half")
    page.locator("#wissen summary").click()
    page.get_by_role("button", name="Ja, wis dit gesprek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw gesprek is gewist")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('routewijzer'))") == []
