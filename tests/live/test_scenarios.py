"""Whole interviews, each a readable file under `scenarios/`: what is said at which question, and what comes of it."""

from pathlib import Path

import pytest
import yaml

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.yml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(client, path):
    """`vraag`: the open question; `zeg` or `kies`: the turn; `hoort`: words in the reply; `noteert`: slots after it."""
    scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
    talk = client(scenario["lengte"])
    for number, turn in enumerate(scenario["beurten"], start=1):
        place = f"{path.stem}, turn {number}"
        if "vraag" in turn:
            assert talk.asked == turn["vraag"], f"{place}: asked {talk.asked}; said {talk.text[:300]}"
        if "zeg" in turn:
            talk.say(turn["zeg"])
        else:
            talk.press(turn["kies"])
        for words in turn.get("hoort", []):
            assert words.lower() in talk.text.lower(), f"{place}: {talk.text}"
        slots = talk.slots()
        for slot, value in turn.get("noteert", {}).items():
            assert slots.get(slot) == value, f"{place}: {slot} is {slots.get(slot)!r}; said {talk.text[:300]}"
        for slot in turn.get("noteert_niet", []):
            assert slot not in slots, f"{place}: {slot} is {slots[slot]!r}"
    view = talk.view()
    end = scenario["einde"]
    assert view["vraag"] == end.get("vraag")
    assert {slot: talk.slots().get(slot) for slot in end.get("antwoorden", {})} == end.get("antwoorden", {})
    assert view["uitkomst"]["route"] == end["route"]
    assert {k: view["uitkomst"]["ingredienten"][k] for k in end.get("ingredienten", {})} == end.get("ingredienten", {})
