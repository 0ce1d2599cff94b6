"""A document: what was found is decided about, one by one, before it counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.widget.conftest import Portal
from tests.widget.visitor import begin


def _open(page: Page, portal: Portal) -> None:
    begin(page, portal.url)
    conversation = page.url.rpartition("/")[2].partition("#")[0]
    portal.propose(conversation)
    page.get_by_text("Meer mogelijkheden").click()
    page.get_by_role("link", name="Een document toevoegen").click()


def _choose(page: Page, name: str, decision: str) -> None:
    page.get_by_role("group", name=name).get_by_label(decision, exact=True).check()


@pytest.mark.parametrize("script", [True, False])
def test_only_what_is_taken_over_or_changed_is_noted(
    visit: Callable[..., BrowserContext], portal: Portal, script: bool
) -> None:
    page = visit(java_script_enabled=script).new_page()
    _open(page, portal)
    expect(page.get_by_text("“Onze gemeente heeft een eigen visie.”")).to_be_visible()
    _choose(page, "Visie op vrijwillige inzet", "Overnemen")
    _choose(page, "Laatste herziening", "Wijzigen")
    page.get_by_role("group", name="Laatste herziening").get_by_label("Wijzigen in:").fill("2021")
    _choose(page, "Sectoren", "Niet overnemen")
    _choose(page, "Impactmeting", "Overnemen")
    page.get_by_role("button", name="Verwerk mijn keuzes").click()
    expect(page.locator("#verloop .van-u").last).to_contain_text("Overgenomen uit een document")
    expect(page.locator("#verloop")).to_contain_text("2021")
    expect(page.locator("#overzicht")).to_contain_text("3 vragen beantwoord")


def test_a_change_without_a_value_is_asked_for_and_the_other_choices_stay(page: Page, portal: Portal) -> None:
    _open(page, portal)
    _choose(page, "Visie op vrijwillige inzet", "Overnemen")
    _choose(page, "Sectoren", "Niet overnemen")
    _choose(page, "Impactmeting", "Overnemen")
    _choose(page, "Laatste herziening", "Wijzigen")
    page.get_by_role("group", name="Laatste herziening").get_by_label("Wijzigen in:").fill("")
    page.get_by_role("button", name="Verwerk mijn keuzes").click()
    expect(page.locator("#fout")).to_be_focused()
    expect(page.locator("#fout")).to_contain_text("Laatste herziening")
    expect(page.get_by_role("group", name="Sectoren").get_by_label("Niet overnemen")).to_be_checked()


def test_without_a_file_or_a_text_it_says_so(page: Page, portal: Portal) -> None:
    _open(page, portal)
    page.get_by_role("button", name="Zoek antwoorden").click()
    expect(page.locator("#fout")).to_be_focused()


def test_a_file_that_is_too_large_is_said_on_the_page(page: Page, portal: Portal) -> None:
    _open(page, portal)
    large = {"name": "nota.txt", "mimeType": "text/plain", "buffer": b"vrijwilligers " * 800_000}
    page.get_by_label("Kies een bestand").set_input_files(large)
    page.get_by_role("button", name="Zoek antwoorden").click()
    expect(page.locator("#fout")).to_have_text(
        "Het document is groter dan 10 MB. Upload een deel, of plak alleen de tekst."
    )


def test_a_file_can_be_dropped(page: Page, portal: Portal) -> None:
    _open(page, portal)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['Een nota'], 'nota.txt', { type: 'text/plain' }));
          document.getElementById('vak').dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
        }"""
    )
    assert page.locator("#bestand").evaluate("(field) => field.files[0].name") == "nota.txt"
