"""A turn of the conversation: what is noted, asked back, corrected, kept; without Rasa."""

import datetime
import re

import pytest

from routewijzer import conversation
from routewijzer.conversation import OPNIEUW, WISSEN, Heard, Turn, glossary_entry, heard_mode, next_slot, parse_choices

TODAY = datetime.date(2026, 11, 24)


class Talk:
    """A conversation under test: answers and state go from turn to turn."""

    def __init__(self, kb, mode="volledig", **answers):
        self.kb, self.answers, self.state = kb, {"modus": mode, **answers}, {}
        self.said, self.command = [], None

    def turn(self, act="answer", asked=None, **heard):
        asked = asked or next_slot(self.kb, self.answers, self.state)
        turn = Turn(self.kb, self.answers, self.state, asked, Heard(act, **heard), TODAY)
        outcome = turn.hear()
        if outcome is None:
            outcome = turn.respond()
        self.answers = {s: v for s, v in (self.answers | outcome.changes).items() if v is not None}
        self.state, self.said, self.command = outcome.state, outcome.messages, outcome.command
        return self

    def kinds(self):
        return [message["soort"] for message in self.said]

    def text(self):
        return " ".join(message["tekst"] for message in self.said)


INTERRUPTIONS = (
    "why_ask define examples what_others_do repeat summary progress advice_now export privacy human who_are_you greet "
    "thanks document out_of_scope resume pause goodbye restart delete_data"
).split()


@pytest.fixture
def talk(kb):
    return lambda mode="volledig", **answers: Talk(kb, mode, **answers)


@pytest.mark.parametrize("act", INTERRUPTIONS)
def test_an_interruption_answers_at_every_question_and_leaves_the_slots(kb, talk, act):
    for slot in ("modus", *kb.slots):
        before = {"visie": "gekoppeld"} if slot != "visie" else {"doel": "iets"}
        after = talk(**before).turn(act, asked=slot, text="waarom")
        assert after.said, (act, slot)
        assert {s: v for s, v in after.answers.items() if s != "modus"} == before


def test_an_answer_is_said_back_with_the_finding_that_fits_and_the_caution_once(talk):
    after = talk().turn(asked="visie", found={"visie": "geen"})
    assert after.kinds() == ["genoteerd", "uitleg", "bevinding"]
    assert after.said[2]["id"] == "B04" and "paragraaf 3.1" in after.said[2]["tekst"]
    after.turn(asked="steunpunt", found={"steunpunt": "zelfstandig"})
    assert "uitleg" not in after.kinds() and "bevinding" in after.kinds()


def test_what_is_volunteered_is_noted_and_not_asked_again(kb, talk):
    after = talk().turn(asked="gemeente", text="Zomerdijk", found={"gemeente_omvang": "klein", "gemeente": "Zomerdijk"})
    assert after.answers["gemeente_omvang"] == "klein"
    assert next_slot(kb, after.answers, after.state) == "capaciteit"


def test_a_later_mention_that_conflicts_is_asked_and_never_overwrites(talk):
    after = talk(visie="gekoppeld").turn(asked="sectoren", found={"sectoren": ["sport"], "visie": "geen"})
    assert after.answers["visie"] == "gekoppeld" and after.state["conflict"][0]["nieuw"] == "geen"
    assert talk_choice(after, "conflict:nieuw").answers["visie"] == "geen"


def talk_choice(talk, identifier):
    heard = parse_choices(talk.kb, [identifier])
    return talk.turn(heard.act, text=heard.text, found=heard.found, choice=heard.choice, supposing=heard.supposing)


def test_keeping_the_earlier_answer_settles_a_conflict(talk):
    after = talk(visie="gekoppeld").turn(asked="sectoren", found={"visie": "geen"})
    talk_choice(after, "conflict:oud")
    assert after.answers["visie"] == "gekoppeld" and "conflict" not in after.state


def test_each_of_several_conflicts_is_asked_in_turn(talk):
    found = {"visie": "geen", "beleid_jaar": 2020}
    after = talk(visie="gekoppeld", beleid_jaar=2012).turn(
        "document", asked="sectoren", found=found, from_document=True
    )
    assert [item["slot"] for item in after.state["conflict"]] == ["visie", "beleid_jaar"]
    talk_choice(talk_choice(after, "conflict:nieuw"), "conflict:oud")
    assert (after.answers["visie"], after.answers["beleid_jaar"]) == ("geen", 2012) and "conflict" not in after.state


def test_of_two_lists_both_can_be_kept(kb, talk):
    after = talk(sectoren=["sport"]).turn(asked="visie", found={"visie": "geen", "sectoren": ["cultuur"]})
    assert "conflict:beide" in [c["keuze"] for c in conversation.conflict_question(kb, after.state)["keuzes"]]
    assert talk_choice(after, "conflict:beide").answers["sectoren"] == ["sport", "cultuur"]


@pytest.mark.parametrize("act", ["dont_know", "skip"])
def test_passing_over_a_conflict_keeps_the_earlier_answer_and_the_open_question(talk, act):
    after = talk(visie="gekoppeld").turn(asked="sectoren", found={"visie": "geen"}).turn(act, asked="sectoren")
    assert after.answers["visie"] == "gekoppeld" and "sectoren" not in after.answers and "conflict" not in after.state


def test_what_a_document_brings_is_noted_at_once_and_said_back(talk):
    found = {"visie": "geen", "beleid_jaar": 2020, "sectoren": ["sport"]}
    after = talk().turn("document", asked="gemeente", found=found, from_document=True)
    assert {s: after.answers[s] for s in found} == found
    assert "2020" in after.text() and "sport" in after.text()


def test_why_this_route_is_answered_from_the_trace(talk):
    after = talk(visie="geen").turn("why_ask", asked="doel", text="waarom deze route?")
    assert "route 1" in after.text() and "geen visie" in after.text() and "paragraaf 6" in after.text()


@pytest.mark.parametrize("text", ["waarom ontbreekt ingrediënt 2?", "waarom ontbreekt dat ingrediënt?"])
def test_why_an_ingredient_is_missing_is_answered_from_the_trace(talk, text):
    after = talk(ambities="geen").turn("why_ask", asked="doel", text=text)
    assert "Ingrediënt 2" in after.text() and "Ambities" in after.text()


def test_which_ingredient_is_asked_when_it_is_not_clear(kb, talk):
    after = talk().turn("why_ask", asked="doel", text="waarom is een ingrediënt zo?")
    assert [c["keuze"] for c in after.said[0]["keuzes"]] == [f"waarom:{i['nummer']}" for i in kb.ingredients]
    assert "ingrediënt 4" in talk_choice(after, "waarom:4").text()


def test_why_at_a_question_gives_the_reason_of_that_question(talk):
    assert "paragraaf 3.1" in talk().turn("why_ask", asked="visie", text="waarom wil je dat weten").text()


def test_a_supposition_shows_the_outcome_and_notes_nothing(talk):
    given = {"toetsingskader": "nee", "impactmeting": "nee"}
    after = talk_choice(talk(**given), "stel:toetsingskader=ja")
    assert "gedeeltelijk aanwezig" in after.text() and after.answers["toetsingskader"] == "nee"


def test_an_unclear_supposition_offers_what_can_be_tried(talk):
    after = talk(visie="geen").turn("advice_now", asked="doel", text="we het anders deden", supposing=True)
    choices = [c["keuze"] for c in after.said[0]["keuzes"]]
    assert choices and all(c.startswith("stel:") and parse_choices(talk().kb, [c]) for c in choices)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("stel dat we een toetsingskader hadden", "we een toetsingskader hebben"), ("De stelling klopt niet", None)],
)
def test_a_supposition_is_told_from_an_answer(kb, text, rest):
    assert conversation.supposed(kb, text) == rest


def test_the_closing_turn_names_what_would_change_the_outcome_and_the_findings_that_apply(kb, talk):
    after = talk(visie="gekoppeld", beleid_positie="onderdeel", ambities="geen").turn("advice_now", asked="doel")
    assert "Als " in after.text() and "paragraaf 3.1" in after.text()


def test_where_each_answer_came_from_is_remembered(talk):
    after = talk().turn(asked="gemeente", text="Zomerdijk").turn("why_ask", asked="visie", text="waarom")
    after.turn(asked="visie", found={"visie": "geen"})
    after.turn("document", asked="sectoren", found={"sectoren": ["sport"]}, from_document=True)
    assert after.state["herkomst"] == {
        "gemeente": {"bron": "gesprek", "beurt": 1},
        "visie": {"bron": "gesprek", "beurt": 3},
        "sectoren": {"bron": "document"},
    }
    assert "beurt 3" in after.turn("why_ask", asked="doel", text="waarom deze route?").text()


def test_doubt_offers_the_two_best_readings_and_notes_nothing(kb, talk):
    after = talk().turn(asked="visie", text="zoiets", doubt={"visie": ["gekoppeld", "geen"]})
    assert "visie" not in after.answers
    question = conversation.say.question(kb, "visie", after.answers, after.state)
    assert [c["keuze"] for c in question["keuzes"]] == ["visie=gekoppeld", "visie=geen", "twijfel:anders"]
    assert "visie" not in talk_choice(after, "twijfel:anders").answers


DOUBT = {"beleidsterrein": [["welzijn", "sport"], ["welzijn"]]}


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("de eerste", ["welzijn", "sport"]),
        ("doe maar het tweede", ["welzijn"]),
        ("de laatste", ["welzijn"]),
        ("allebei", ["welzijn", "sport"]),
    ],
)
def test_pointing_at_a_reading_takes_that_reading_and_no_option_of_the_question(talk, text, noted):
    after = talk(beleid_positie="onderdeel").turn(
        asked="beleidsterrein", text="welzijn, al kijkt sport mee", doubt=DOUBT
    )
    after.turn(asked="beleidsterrein", text=text, found={"beleidsterrein": ["informele_zorg"]})
    assert after.answers["beleidsterrein"] == noted


@pytest.mark.parametrize("text", ["nee", "geen van beide"])
def test_no_to_two_readings_is_not_noted_as_the_answer_no(talk, text):
    after = talk().turn(asked="vernieuwing", text="zoiets", doubt={"vernieuwing": ["bezig", "voornemen"]})
    after.turn("deny", asked="vernieuwing", text=text, found={"vernieuwing": "nee"})
    assert "vernieuwing" not in after.answers and "twijfel" not in after.state


def test_no_to_readings_of_which_one_is_no_is_that_reading(talk):
    after = talk().turn(asked="toetsingskader", text="zoiets", doubt={"toetsingskader": ["in_ontwikkeling", "nee"]})
    after.turn("deny", asked="toetsingskader", text="nee", found={"toetsingskader": "nee"})
    assert after.answers["toetsingskader"] == "nee"


def test_the_same_doubt_is_not_asked_twice_but_explained(kb, talk):
    doubt = {"visie": ["gekoppeld", "geen"]}
    after = talk().turn(asked="visie", text="zoiets", doubt=doubt).turn(asked="visie", text="zoiets dus", doubt=doubt)
    assert "twijfel" not in after.state and "bijvoorbeeld" in after.text().lower()


@pytest.mark.parametrize(("text", "sectors"), [("de eerste", ["sport"]), ("de nieuwe", ["cultuur"])])
def test_pointing_at_one_side_of_a_conflict_takes_that_side(talk, text, sectors):
    after = talk(sectoren=["sport"]).turn(asked="doel", text="Meedoen.", found={"sectoren": ["cultuur"]})
    after.turn(asked="smoc", text=text, found={"sectoren": ["natuur"]})
    assert after.answers["sectoren"] == sectors and "conflict" not in after.state


def test_what_is_said_to_a_conflict_takes_no_reading_of_a_doubt_behind_it(talk):
    doubt = {"sectoren": [["jeugd"], ["anders"]]}
    after = talk(steunpunt="gemeente").turn(asked="sectoren", found={"steunpunt": "geen"}, doubt=doubt)
    after.turn(asked="sectoren", text="allebei")
    assert "sectoren" not in after.answers and after.state["conflict"]


@pytest.mark.parametrize(("text", "found"), [("allebei", {}), ("beide", {})])
def test_both_of_two_readings_says_why_only_one_can_be_noted_and_asks_again(kb, talk, text, found):
    doubt = {"steunpunt": ["zelfstandig", "welzijnsorganisatie"]}
    after = talk().turn(asked="steunpunt", text="iets ertussenin", doubt=doubt)
    after.turn(asked="steunpunt", text=text, found=found)
    assert "steunpunt" not in after.answers and after.state["twijfel"]["slot"] == "steunpunt"
    assert after.text() == kb.texts["maar_een"]


def test_both_sides_of_a_conflict_says_why_only_one_can_be_noted_and_asks_again(kb, talk):
    after = talk(visie="gekoppeld").turn(asked="sectoren", found={"visie": "geen"}).turn(asked="sectoren", text="beide")
    assert after.text() == kb.texts["maar_een"] and after.state["conflict"][0]["slot"] == "visie"


def test_both_is_noted_where_the_question_has_a_value_for_it(talk):
    after = talk(doel_soort="middel").turn(asked="sectoren", found={"doel_soort": "doel_op_zich"})
    after.turn(asked="sectoren", text="allebei", found={"doel_soort": "beide"})
    assert after.answers["doel_soort"] == "beide" and "conflict" not in after.state


def test_an_example_after_yes_does_not_say_no(talk):
    assert "“Nee" not in talk().turn("affirm", asked="steunpunt", text="ja").text()
    assert "“Nee" in talk().turn(asked="steunpunt", text="hm").text()


@pytest.mark.parametrize(("act", "text"), [("repeat", "dat snap ik niet"), ("define", "wat bedoelt u?")])
def test_who_does_not_understand_the_question_gets_it_explained_with_an_example(kb, talk, act, text):
    after = talk().turn(act, asked="steunpunt", text=text)
    question = kb.question("steunpunt")
    assert question.explanation in after.text() and question.examples[0] in after.text()
    assert "steunpunt" not in after.answers and "mislukt" not in after.state


def test_who_asks_for_the_question_again_gets_only_that(kb, talk):
    assert talk().turn("repeat", asked="steunpunt", text="wat was de vraag?").text() == kb.texts["herhaal"]
    assert talk().turn("repeat", asked="steunpunt", choice="act:repeat").text() == kb.texts["herhaal"]


def test_an_answer_to_another_question_is_noted_and_raises_no_doubt_about_the_open_one(talk):
    doubt = {"sectoren": [["anders"], ["buurt"]]}
    after = talk().turn(asked="sectoren", found={"steunpunt": "zelfstandig"}, doubt=doubt)
    assert after.answers["steunpunt"] == "zelfstandig" and "sectoren" not in after.answers
    assert "twijfel" not in after.state and "mislukt" not in after.state


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("budget", "budget is 30.000 euro", "30.000 euro"),
        ("steunpunt", "Steunpunt moet zijn: geen.", "geen"),
        ("beleid_jaar", "verander het jaar in 2020", "2020"),
        ("toetsingskader", "nee, het toetsingskader moet nee zijn", "nee"),
        ("steunpunt", "het steunpunt is niet zelfstandig", "niet zelfstandig"),
        ("beleid_jaar", "dat jaar klopt niet", ""),
        ("visie", "dat van de visie klopt niet", ""),
    ],
)
def test_what_a_correction_puts_in_place_is_told_from_the_question_it_names(kb, slot, text, value):
    assert conversation.say.question_named(kb, text, kb.slots) == slot
    assert conversation.put_in_place(kb, text, slot) == value


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("het budget moet 30000 zijn", True),
        ("verander het jaar", True),
        ("dat jaar klopt niet", True),
        ("dat moet het steunpunt doen", False),
    ],
)
def test_a_wish_for_a_change_is_heard(kb, text, wants):
    assert conversation.wants_change(kb, text) is wants


def test_no_label_of_an_option_speaks_as_the_municipality(kb):
    spoken = {"ik", "we", "wij", "ons", "onze", "mij", "me", "mijn"}
    labels = [option.label for question in kb.questions for option in question.options]
    assert labels and not [label for label in labels if spoken & set(label.lower().split())]


def test_while_the_route_is_open_each_missing_answer_is_named_once(kb):
    said = conversation.say.advice(kb, {}, "volledig", TODAY)
    also = kb.texts["advies"]["ontbreekt_ook"].partition("{")[0]
    lines = [m["tekst"] for m in said if m.get("route", 0) is None or m["tekst"].startswith(also)]
    missing = [kb.question(slot).short for slot in conversation.advise(kb, {}, TODAY).missing]
    assert len(lines) == 2 and missing
    assert all(
        len(re.findall(rf"(?:[:,]| en) {re.escape(name)}(?:[,.]| en )", " ".join(lines))) == 1 for name in missing
    )


def test_a_text_without_words_is_not_noted(talk):
    after = talk().turn(asked="gemeente", text="<b></b>", found={"gemeente": " "})
    assert "gemeente" not in after.answers and after.said
    assert talk().turn(asked="gemeente", text="x", found={"gemeente": "  Ede "}).answers["gemeente"] == "Ede"


@pytest.mark.parametrize("act", ["dont_know", "skip"])
def test_who_does_not_choose_a_length_gets_the_short_one(talk, act):
    assert talk(None).turn(act, asked="modus", text="maakt niet uit").answers["modus"] == "snelscan"


@pytest.mark.parametrize("act", ["resume", "answer"])
def test_after_the_snelscan_a_typed_wish_for_the_full_interview_is_taken(kb, talk, act):
    answers = {slot: "onbekend" for slot in kb.slots if slot != "doel"}
    after = talk("snelscan", **answers)
    assert next_slot(kb, after.answers, after.state) is None
    after.turn(act, text="Verder met het volledige gesprek")
    assert after.answers["modus"] == "volledig" and next_slot(kb, after.answers, after.state) == "doel"


@pytest.mark.parametrize("act", ["affirm", "deny"])
def test_yes_or_no_when_all_is_asked_is_not_turned_away(kb, talk, act):
    after = talk("snelscan", **{slot: "onbekend" for slot in kb.slots}).turn(act, text="ok")
    assert kb.texts["klaar_reactie"] in after.text() and kb.texts["buiten_bereik"] not in after.text()


def test_the_end_gives_the_advice_once_and_says_when_an_answer_changed_it(kb, talk):
    after = talk("snelscan", **{slot: "onbekend" for slot in kb.slots})

    def closing():
        messages, after.state = conversation.closing(kb, after.answers, after.state, TODAY)
        return [message["tekst"] for message in messages]

    assert kb.texts["advies"]["kop"] in closing()
    assert closing() == []
    after.turn(found={"visie": "geen"}, text="we hebben geen visie")
    assert closing() == [kb.texts["advies_bijgewerkt"]]
    assert closing() == []


def test_a_conflict_at_the_end_is_settled_before_the_advice(kb, talk):
    after = talk("snelscan", **{slot: "onbekend" for slot in kb.slots} | {"visie": "gekoppeld"})
    after.turn(found={"visie": "geen"}, text="we hebben geen visie")
    messages, state = conversation.closing(kb, after.answers, after.state, TODAY)
    assert [message["soort"] for message in messages] == ["vraag"] and not state.get("klaar")


def test_coming_back_after_the_snelscan_offers_the_full_interview(kb, talk):
    after = talk("snelscan", **{slot: "onbekend" for slot in kb.slots}).turn("resume", text="daar ben ik weer")
    assert "modus=volledig" in [c["keuze"] for c in after.said[-1]["keuzes"]]
    assert after.answers["modus"] == "snelscan"


def test_why_without_a_question_offers_the_reasons_of_the_outcome(kb, talk):
    after = talk("snelscan", **{slot: "onbekend" for slot in kb.slots}).turn("why_ask", text="waarom?")
    assert [c["keuze"] for c in after.said[0]["keuzes"]][:2] == ["waarom:route", "waarom:1"]


def test_what_is_volunteered_at_the_opening_question_is_noted(talk):
    after = talk(None).turn(asked="modus", text="Wij hebben geen visie.", found={"visie": "geen"})
    assert after.answers["visie"] == "geen"


def test_a_quotation_that_ends_its_sentence_gets_no_second_full_stop(talk):
    assert talk().turn(asked="doel", text="Meedoen.").text().endswith(": “Meedoen.”")


def test_a_label_that_starts_with_accents_gets_one_capital(kb):
    assert conversation.say.choice("x", "één keer")["tekst"] == "Eén keer"


def test_after_two_failures_it_offers_a_way_out(talk):
    after = talk().turn(asked="visie", text="hm")
    assert "bijvoorbeeld" in after.text().lower()
    after.turn(asked="visie", text="hm")
    assert "adviseur" in after.text() and after.said[0]["keuzes"]


def test_dont_know_and_skip_are_answers_and_go_on(kb, talk):
    after = talk().turn("dont_know", asked="visie").turn("skip", asked="doel")
    assert (after.answers["visie"], after.answers["doel"]) == ("onbekend", "overgeslagen")


def test_an_open_question_keeps_the_text_as_it_was_written(talk):
    text = "We zijn gestopt met die subsidie, waarom weet niemand meer."
    assert talk().turn(asked="doel", text=text).answers["doel"] == text


def test_going_back_asks_the_previous_question_and_keeps_its_answer(kb, talk):
    after = talk(gemeente="Zomerdijk", gemeente_omvang="klein").turn("back", asked="capaciteit")
    assert next_slot(kb, after.answers, after.state) == "gemeente_omvang"
    assert after.answers["gemeente_omvang"] == "klein"
    after.turn("skip")
    assert after.answers["gemeente_omvang"] == "klein"
    assert next_slot(kb, after.answers, after.state) == "capaciteit"


def test_a_correction_says_what_was_and_what_is_and_keeps_later_answers(talk):
    after = talk(beleid_jaar=2015, vernieuwing="bezig").turn("correct", asked="evaluatie", found={"beleid_jaar": 2016})
    assert after.answers["beleid_jaar"] == 2016 and after.answers["vernieuwing"] == "bezig"
    assert "2015" in after.text() and "2016" in after.text()


def test_a_correction_that_makes_another_answer_irrelevant_says_so_and_keeps_it(talk):
    given = {"steunpunt": "zelfstandig", "steunpunt_taken": ["matchen"]}
    after = talk(**given).turn("correct", asked="waardering", found={"steunpunt": "geen"})
    assert after.answers["steunpunt_taken"] == ["matchen"]
    assert "telt nu niet meer mee" in after.text()


def test_a_bare_wish_to_correct_offers_the_answers_given(talk):
    after = talk(visie="geen").turn("correct", asked="doel")
    assert [c["keuze"] for c in after.said[0]["keuzes"]] == ["wijzig:visie"]
    assert talk_choice(after, "wijzig:visie").state["terug"] == "visie"


@pytest.mark.parametrize("text", ["wijzig visie", "Wijzig Visie op vrijwillige inzet", "dat van de visie klopt niet"])
def test_a_wish_to_correct_that_names_the_question_asks_it_again(talk, text):
    after = talk(gemeente="Zomerdijk", visie="geen").turn("correct", asked="doel", text=text)
    assert after.state["terug"] == "visie" and after.answers["visie"] == "geen"


def test_an_answer_in_one_breath_with_an_interruption_counts_too(talk):
    after = talk(beleid_positie="zelfstandig").turn("why_ask", asked="beleid_jaar", found={"beleid_jaar": 2016})
    assert after.answers["beleid_jaar"] == 2016 and "4 jaar" in after.text()


@pytest.mark.parametrize(("act", "command"), [("restart", OPNIEUW), ("delete_data", WISSEN)])
def test_starting_again_and_erasing_ask_first(talk, act, command):
    asked = talk(visie="geen").turn(act, asked="doel")
    assert asked.answers["visie"] == "geen" and asked.command is None
    assert talk(visie="geen").turn(act, asked="doel").turn("deny", asked="doel").answers["visie"] == "geen"
    assert asked.turn("affirm", asked="doel").command == command


def test_starting_again_forgets_every_answer(talk):
    after = talk(visie="geen", doel="x").turn("restart", asked="sectoren").turn("affirm", asked="sectoren")
    assert after.answers == {}


def test_a_block_ends_with_a_recap_whose_lines_can_be_changed(talk):
    after = talk(gemeente="Zomerdijk", gemeente_omvang="klein").turn(
        asked="capaciteit", found={"capaciteit": "een_ambtenaar"}
    )
    recap = next(message for message in after.said if message["soort"] == "samenvatting")
    assert [row["slot"] for row in recap["regels"]] == ["gemeente", "gemeente_omvang", "capaciteit"]
    assert {c["keuze"] for c in recap["keuzes"]} == {f"wijzig:{row['slot']}" for row in recap["regels"]}


def test_a_block_of_one_answer_has_no_recap(talk):
    after = talk("snelscan").turn(asked="gemeente", text="Zomerdijk")
    assert after.kinds() == ["genoteerd"]


def test_a_finding_told_on_request_is_not_told_again_with_the_answer(kb, talk):
    after = talk().turn("what_others_do", asked="subsidiegrondslag", text="hoe doen anderen dat?")
    told = {m["id"] for m in after.said if m["soort"] == "bevinding"}
    after.turn(asked="subsidiegrondslag", found={"subsidiegrondslag": "activiteiten"})
    assert told and not told & {m.get("id") for m in after.said}


def test_without_a_question_what_others_do_tells_what_the_report_rests_on(talk):
    assert "15 gemeenten" in talk().turn("what_others_do", asked="modus", text="hoeveel gemeenten?").text()


def test_what_others_do_gives_findings_with_section_or_says_there_is_none(kb, talk):
    assert "paragraaf 3.1" in talk().turn("what_others_do", asked="visie").text()
    assert talk().turn("what_others_do", asked="aanbesteding").text() == kb.texts["anderen_geen"]


def test_a_term_is_found_by_its_variants(kb):
    assert glossary_entry(kb, "wat versta je onder een preferred partner?")["id"] == "preferred_partner"
    assert glossary_entry(kb, "SMOC?")["term"] == "SMOC"
    assert glossary_entry(kb, "kwantumcomputer") is None


@pytest.mark.parametrize(
    "ids", [["visie=breed"], ["niets=ja"], ["act:hack"], ["wijzig:x"], ["visie=geen", "act:skip"], ["/restart"], [""]]
)
def test_a_button_that_does_not_exist_is_refused(kb, ids):
    assert parse_choices(kb, ids) is None


def test_buttons_of_a_multi_question_add_up(kb):
    assert parse_choices(kb, ["sectoren=cultuur", "sectoren=sport"]).found == {"sectoren": ["sport", "cultuur"]}
    assert parse_choices(kb, ["sectoren=[]"]).found == {"sectoren": []}
    assert parse_choices(kb, ["smoc_bekend=nee"]).found == {"smoc_bekend": False}


@pytest.mark.parametrize(
    ("text", "mode"), [("doe maar snel", "snelscan"), ("het volledige gesprek graag", "volledig"), ("tja", None)]
)
def test_the_length_may_be_typed(kb, text, mode):
    assert heard_mode(kb, text) == mode
