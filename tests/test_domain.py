"""domain.yml, data/, kennisbank/ and the contract name the same things."""

import pytest
import yaml

from routewijzer import knowledge


@pytest.fixture(scope="module")
def domain():
    return yaml.safe_load((knowledge.ROOT / "domain.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rules():
    return yaml.safe_load((knowledge.ROOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]


def names(entries):
    return [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]


def test_the_intents_are_the_acts_of_the_contract(domain, kb):
    assert names(domain["intents"]) == list(kb.acts)


def test_the_tracker_has_the_slots_of_the_contract_and_two_of_its_own(domain, kb):
    assert set(domain["slots"]) == {*kb.slots, "modus", "gesprek"}
    assert all(not slot["influence_conversation"] for slot in domain["slots"].values())


def test_each_block_has_a_form_that_asks_its_slots_in_order(domain, kb):
    forms = {name: form["required_slots"] for name, form in domain["forms"].items()}
    assert forms.pop("form_start") == ["modus"]
    assert forms == {block.form: [q.slot for q in block.questions] for block in kb.blocks.values()}


def test_no_section_is_much_longer_than_ten_slots(kb):
    assert max(len(block.questions) for block in kb.blocks.values()) <= 12


def test_every_action_of_the_domain_exists_and_none_is_missing(domain):
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(domain["actions"]) == set(executor.actions)


def test_there_is_one_rule_for_each_act(rules, kb):
    assert sorted(rule["steps"][0]["intent"] for rule in rules if "intent" in rule["steps"][0]) == sorted(kb.acts)


def test_each_form_hands_over_when_it_is_done(rules, domain):
    handing = [rule["condition"][0]["active_loop"] for rule in rules if "condition" in rule]
    assert sorted(handing) == sorted(domain["forms"])
