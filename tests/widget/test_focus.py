"""Where focus is, what is announced, and how large the targets are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.widget.conftest import Portal
from tests.widget.visitor import OPTION, TICK, answer, asked, begin, focused, lines, tab_to, wait_for_turn

#: Counts what a screen reader would announce: changes with text in a live region, those of one moment together.
LISTEN = """() => {
  window.announced = [];
  const live = document.querySelectorAll('[role=log], [role=status], [role=alert], [aria-live]');
  window.regions = [...live].map((region) => region.getAttribute('role'));
  for (const region of live) {
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]).map((node) => node.textContent.trim());
      const text = added.filter(Boolean).join(' ');
      if (text) window.announced.push([region.getAttribute('role'), text]);
    }).observe(region, { childList: true, subtree: true, characterData: true });
  }
}"""


def test_a_turn_is_announced_once_and_ends_with_what_can_be_chosen(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    answer(page)
    page.evaluate(LISTEN)
    assert sorted(page.evaluate("regions")) == ["alert", "log", "status"]
    answer(page)
    ((role, text),) = page.evaluate("announced")
    assert role == "log"
    assert text.index("Ik noteer") < text.index(page.locator("#verloop .soort-vraag").last.inner_text()[-20:])
    count = page.locator(f"{OPTION}, {TICK}").count()
    assert text.rstrip().endswith(f"Kies uit {count} antwoorden, of typ zelf.")


def test_every_message_says_who_speaks(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    answer(page)
    for line in page.locator("#verloop .bericht").all():
        assert (line.text_content() or "").strip().startswith(("Routewijzer:", "U:"))


def test_after_a_choice_focus_waits_at_the_answer_and_tab_reaches_the_first_option(page: Page, portal: Portal) -> None:
    begin(page, portal.url, until="category")
    before = lines(page)
    page.locator(OPTION).first.press("Enter")
    assert focused(page, "#antwoord"), "at once, before the answer is there"
    wait_for_turn(page, before)
    assert focused(page, "#antwoord")
    first = f"{OPTION}, {TICK}"
    if page.locator(first).count():
        assert tab_to(page, first) == 1


def test_after_a_typed_answer_focus_stays_in_the_field(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    answer(page, "Ede")
    expect(page.locator("#invoer")).to_be_focused()
    expect(page.locator("#invoer")).to_have_value("")


def test_help_leaves_focus_on_its_button_and_the_question_open(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    question, before = asked(page), lines(page)
    page.get_by_role("button", name="Waarom deze vraag?").press("Enter")
    wait_for_turn(page, before)
    expect(page.get_by_role("button", name="Waarom deze vraag?")).to_be_focused()
    assert asked(page) == question
    expect(page.locator("#verloop")).to_contain_text("(rapport, paragraaf 3)")


def test_the_same_help_stands_in_the_same_order_at_every_question(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    wanted = ["Waarom deze vraag?", "Voorbeeld", "Weet ik niet", "Sla over", "Terug", "Pauze", "Overzicht"]
    for until in ("category", "multi", "klaar"):
        assert page.locator("#altijd > .hulp > li").all_inner_texts() == wanted
        begin(page, portal.url, until=until)
    assert page.locator("#altijd > .hulp > li").all_inner_texts() == wanted


def test_every_answer_can_be_changed_in_the_overview(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    answer(page)
    answer(page)
    page.locator("#overzicht .blokken summary").first.press("Enter")
    page.get_by_role("button", name="Wijzig Gemeente").press("Enter")
    expect(page.locator("#antwoord")).to_be_focused()
    expect(page.locator("#antwoord")).to_have_attribute("data-vraag", "gemeente")
    page.locator("#invoer").fill("Noordoostpolder")
    page.locator("#invoer").press("Enter")
    expect(page.locator("#overzicht dl").first).to_contain_text("Noordoostpolder")


def test_terug_and_overzicht_do_what_they_say(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    first = asked(page)
    answer(page)
    before = lines(page)
    page.get_by_role("button", name="Terug", exact=True).click()
    wait_for_turn(page, before)
    assert asked(page) == first
    expect(page.get_by_role("button", name="Laat zo")).to_be_visible()
    page.locator("#altijd").get_by_role("link", name="Overzicht").press("Enter")
    expect(page.locator("#overzicht")).to_be_focused()


def test_progress_is_told_in_text_and_in_the_title(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    assert page.title().startswith("Blok Uw gemeente: vraag 1 van 1")
    answer(page)
    place = page.locator("#plek").inner_text()
    assert page.title().startswith(place)
    expect(page.locator("#overzicht")).to_contain_text("1 vraag beantwoord, nog 13 te gaan.")
    expect(page.locator("#overzicht [aria-current=step]")).to_contain_text("0 van")


def test_an_old_choice_is_text_and_can_not_be_chosen_again(page: Page, portal: Portal) -> None:
    begin(page, portal.url, until="category")
    label = page.locator(OPTION).first.inner_text().splitlines()[0]
    answer(page)
    expect(page.locator("#verloop .van-u").last).to_contain_text(label)
    assert page.locator("#verloop, #eerder").locator("button, input").count() == 0


def test_a_choice_that_goes_with_no_other_is_a_button_beside_the_ticks(page: Page, portal: Portal) -> None:
    begin(page, portal.url, until="multi")
    values = page.locator(TICK).evaluate_all("(all) => all.map((one) => one.value)")
    assert values and not any(value.endswith(("=[]", "=geen")) for value in values)
    page.locator("#antwoord").get_by_role("button", name="Verder").click()
    expect(page.locator("#fout")).to_have_text("Kies ten minste één antwoord.")
    expect(page.locator(TICK).first).to_be_focused()


@pytest.mark.parametrize("width", [1280, 320])
def test_targets_are_large_enough(visit: Callable[..., BrowserContext], portal: Portal, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800}).new_page()
    begin(page, portal.url, until="multi")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, textarea, label:has(input)')]
          .filter((one) => one.checkVisibility() && !one.matches('.overslaan'))
          .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect(), one.matches('.knop, .vink')])
          .filter(([, box, main]) => box.height < (main ? 44 : 24) || box.width < 24).map(([html]) => html)"""
    )
    assert small == []


@pytest.mark.parametrize(("wish", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_who_wants_no_motion(
    visit: Callable[..., BrowserContext], portal: Portal, wish: str, behaviour: str
) -> None:
    page = visit(reduced_motion=wish).new_page()
    begin(page, portal.url)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
    assert page.evaluate("document.getAnimations().length") == 0
