"""Talking over the API: begin, send, send again, choose; what is refused, and what is kept when something is away."""

import asyncio

import pytest

from portaal import settings

LABEL = "geen visie"


def mine(talk):
    """The person's own lines in the history."""
    return [(line["tekst"], line["status"]) for line in talk.view()["berichten"] if line["van"] == "u"]


# Beginning


@pytest.mark.parametrize("mode", [None, "snelscan", "volledig"])
def test_a_conversation_begins_with_an_id_a_resume_code_and_the_first_question(portal, interview, mode):
    answer = portal.post("/v1/gesprekken", {"modus": mode})
    begun = answer.json()
    assert answer.status_code == 201 and answer.headers["Location"] == f"/v1/gesprekken/{begun['id']}"
    assert len(begun["id"]) == 32 and len(begun["hervatcode"]) == 14
    assert begun["vraag"] == "visie" and begun["berichten"]
    assert interview.heard[-1][2] == {"start": True, "modus": mode}


def test_a_conversation_begins_without_a_body_too(portal):
    assert portal.request("POST", "/v1/gesprekken").status_code == 201


def test_two_conversations_do_not_mix(portal):
    one, other = portal.start(), portal.start()
    assert one.id != other.id and one.code != other.code
    one.press("visie=geen")
    assert other.slots() == {}


@pytest.mark.parametrize("mode", ["SNELSCAN", "", 1, ["snelscan"], {}, "kort"])
def test_another_length_of_interview_is_refused(portal, mode):
    answer = portal.post("/v1/gesprekken", {"modus": mode})
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "modus"


def test_while_the_interview_is_away_no_conversation_begins_and_nothing_stays_behind(portal, interview):
    interview.away = True
    answer = portal.post("/v1/gesprekken", {})
    assert answer.status_code == 503 and "beginnen" in answer.json()["detail"]
    interview.away = False
    from portaal import conversation, models

    portal.run(conversation.tidy)
    assert portal.run(models.Gesprek.objects.count) == 0


# Sending


def test_a_text_goes_to_the_interview_as_it_was_typed_and_reads_back(talk, interview):
    talk.say("  wij hebben geen visie  ")
    assert interview.heard[-1][2] == {"tekst": "wij hebben geen visie"}
    assert mine(talk) == [("wij hebben geen visie", "beantwoord")]


@pytest.mark.parametrize("choice", ["visie=geen", LABEL, LABEL.upper(), f" {LABEL} "])
def test_a_button_counts_by_its_id_and_by_its_label(talk, interview, choice):
    talk.press(choice)
    assert interview.heard[-1][2] == {"keuze": ["visie=geen"]}
    assert mine(talk) == [(LABEL, "beantwoord")]


def test_a_choice_may_be_one_text(talk):
    assert talk.post(keuze="visie=geen").status_code == 200


def test_where_more_may_be_chosen_all_go_along_each_once(talk, interview):
    talk.press("visie=geen")
    talk.press("beleid_positie=geen")
    talk.press("subsidievormen=projectsubsidie", "projectsubsidie", "subsidievormen=waarderingssubsidie")
    assert interview.heard[-1][2]["keuze"][0] == "subsidievormen=projectsubsidie"
    assert len(interview.heard[-1][2]["keuze"]) == 2


def test_where_one_may_be_chosen_two_are_refused(talk):
    answer = talk.post(keuze=["visie=geen", "visie=gekoppeld"])
    assert answer.status_code == 422 and mine(talk) == []


@pytest.mark.parametrize(
    "choice", ["beleid_positie=geen", "visie", "visie=", "misschien", "gesprek=wissen", "/restart"]
)
def test_a_choice_that_is_not_offered_is_refused_and_does_not_reach_the_interview(talk, interview, choice):
    heard = len(interview.heard)
    answer = talk.post(keuze=choice)
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "keuze"
    assert len(interview.heard) == heard and mine(talk) == []


def test_a_button_of_any_moment_counts_also_when_only_the_interview_knows_it(talk):
    assert talk.post(keuze="overslaan").status_code == 200


def test_an_explanation_leaves_the_buttons_of_the_question_open(talk):
    talk.say("waarom?")
    assert talk.post(keuze="visie=geen").status_code == 200


@pytest.mark.parametrize(
    "text", ["/restart", '/inform{"visie": "geen"}', "/session_start", "/SetSlots(visie=geen)", "/ visie", "//"]
)
def test_a_text_with_a_slash_is_no_command_and_does_not_reach_the_interview(talk, interview, text):
    heard = len(interview.heard)
    answer = talk.post(tekst=text)
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "tekst"
    assert len(interview.heard) == heard and talk.slots() == {}


def test_a_slash_further_on_is_only_a_slash(talk, interview):
    talk.say("sport en/of cultuur /restart")
    assert interview.heard[-1][2] == {"tekst": "sport en/of cultuur /restart"}


@pytest.mark.parametrize("text", ["👍", "👩‍👩‍👧‍👦", "🇳🇱", "❤️", "?", "œ", "日本"])
def test_a_text_of_only_emoji_or_signs_is_a_text(talk, interview, text):
    talk.say(text)
    assert interview.heard[-1][2] == {"tekst": text}


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u200b\u200b", "\u202e", "\x00\x07", "\ufeff"])
def test_a_text_without_anything_to_see_is_refused(talk, text):
    answer = talk.post(tekst=text)
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "tekst"


def test_control_characters_and_hidden_marks_are_taken_out(talk, interview):
    talk.say("ge\x00en\x1b[31m vi\u200bsie\u202e\r\nen dat\x7f is zo")
    assert interview.heard[-1][2] == {"tekst": "geen[31m visie\nen dat is zo"}


def test_half_a_character_is_taken_out(portal, talk, interview):
    raw = b'{"tekst": "geen \\ud83d visie"}'
    answer = portal.request("POST", f"{talk.path}/berichten", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200 and interview.heard[-1][2] == {"tekst": "geen  visie"}


def test_letters_typed_in_two_ways_are_one_text(talk, interview):
    talk.say("ideee\u0308n")
    assert interview.heard[-1][2] == {"tekst": "ideeën"}


@pytest.mark.parametrize("text", ["<b>geen</b>", "<script>alert(1)</script>", "a < b && c > d", "&lt;i&gt;"])
def test_html_is_kept_as_text_and_answered_as_json(talk, text):
    answer = talk.post(tekst=text)
    assert answer.headers["Content-Type"] == "application/json"
    assert mine(talk) == [(text, "beantwoord")]


def test_the_longest_text_is_taken_and_a_longer_one_says_how_long_it_may_be(talk):
    assert talk.post(tekst="a" * settings.MAX_TEXT).status_code == 200
    answer = talk.post(tekst="a" * (settings.MAX_TEXT + 1))
    assert answer.status_code == 422 and "2.001" in answer.json()["detail"] and "2.000" in answer.json()["detail"]


@pytest.mark.parametrize("text", [5, True, ["geen"], {"a": 1}])
def test_a_text_of_another_type_is_refused(talk, text):
    answer = talk.post(tekst=text)
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "tekst"


@pytest.mark.parametrize("choice", [5, True, {}, [], [""], [" "], ["visie=geen", 3], [["visie=geen"]], ""])
def test_a_choice_of_another_type_is_refused(talk, choice):
    answer = talk.post(keuze=choice)
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "keuze"


@pytest.mark.parametrize("body", [{}, {"tekst": None}, {"tekst": "geen", "keuze": "visie=geen"}, {"text": "geen"}])
def test_a_message_is_a_text_or_a_choice(talk, body):
    assert talk.post(**body).status_code == 422


@pytest.mark.parametrize("raw", [b"", b"{", b"geen", b"NaN", b'{"tekst": NaN}', b"\xff\xfe", b"[" * 100_00])
def test_what_is_no_json_is_refused(portal, talk, raw):
    answer = portal.request("POST", f"{talk.path}/berichten", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


@pytest.mark.parametrize("raw", [b"[]", b'"geen"', b"1", b"null"])
def test_json_that_is_no_object_is_refused(portal, talk, raw):
    answer = portal.request("POST", f"{talk.path}/berichten", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_kind_of_content_is_refused(portal, talk, kind):
    answer = portal.request(
        "POST", f"{talk.path}/berichten", content=b'{"tekst": "geen"}', headers={"Content-Type": kind}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("pieces", [1, 5])
def test_a_body_that_is_too_large_is_refused_however_it_comes(portal, talk, pieces):
    async def body():
        for _ in range(pieces):
            yield b"x" * (100_000 // pieces)

    answer = portal.request(
        "POST", f"{talk.path}/berichten", content=body(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413 and answer.headers["Content-Type"] == "application/problem+json"


# The same message again


def test_the_same_message_again_gets_the_same_answer_and_does_nothing_again(talk, interview):
    first = talk.post("m-1", keuze="visie=geen")
    heard = len(interview.heard)
    again = talk.post("m-1", keuze="visie=geen")
    assert again.json() == first.json() and len(interview.heard) == heard
    assert len(mine(talk)) == 1


def test_the_same_message_again_is_known_also_when_the_question_has_gone_on(talk):
    first = talk.post("m-1", keuze="visie=geen")
    talk.press("beleid_positie=geen")
    assert talk.post("m-1", keuze="visie=geen").json() == first.json()


def test_another_message_under_the_same_id_is_refused(talk):
    talk.post("m-1", tekst="geen")
    answer = talk.post("m-1", tekst="wel")
    assert answer.status_code == 409 and mine(talk) == [("geen", "beantwoord")]


def test_the_same_id_in_another_conversation_is_another_message(portal):
    one, other = portal.start(), portal.start()
    assert one.post("m-1", tekst="geen").status_code == other.post("m-1", tekst="wel").status_code == 200


def test_the_same_message_twice_at_once_counts_once(portal, talk, interview):
    heard = len(interview.heard)
    body = {"bericht_id": "m-1", "keuze": "visie=geen"}
    answers = portal.together(*[("POST", f"{talk.path}/berichten", {"json": body})] * 4)
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert len(interview.heard) == heard + 1


def test_a_message_id_may_stand_in_the_header(portal, talk):
    headers = {"Idempotency-Key": "m-1"}
    answer = portal.post(f"{talk.path}/berichten", {"tekst": "geen"}, headers=headers)
    assert answer.json()["bericht_id"] == "m-1"
    assert portal.post(f"{talk.path}/berichten", {"tekst": "geen", "bericht_id": "m-1"}, headers=headers).is_success
    other = portal.post(f"{talk.path}/berichten", {"tekst": "geen", "bericht_id": "m-2"}, headers=headers)
    assert other.status_code == 422


def test_a_message_without_an_id_gets_one(portal, talk):
    assert portal.post(f"{talk.path}/berichten", {"tekst": "geen"}).json()["bericht_id"]


@pytest.mark.parametrize("given", ["", " ", "a b", "a" * 65, "é", "\n", 5, True, [], ["m"], {"m": 1}])
def test_a_message_id_of_another_form_is_refused(portal, talk, given):
    answer = portal.post(f"{talk.path}/berichten", {"tekst": "geen", "bericht_id": given})
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "bericht_id"
    again = portal.post(
        f"{talk.path}/berichten", {"tekst": "geen", "bericht_id": given}, headers={"Idempotency-Key": "m-1"}
    )
    assert again.status_code == 422


# Something is away


def test_while_the_interview_is_away_a_text_is_kept_and_delivered_once_later(talk, interview):
    interview.away = True
    answer = talk.post("m-1", tekst="geen")
    assert answer.status_code == 503 and "bewaard" in answer.json()["detail"] and answer.headers["Retry-After"]
    view = talk.view()
    assert view["bereikbaar"] is False and view["antwoorden"] is None and mine(talk) == [("geen", "ontvangen")]
    interview.away = False
    assert talk.post("m-1", tekst="geen").status_code == 200
    assert mine(talk) == [("geen", "beantwoord")]
    assert [content for *_, content in interview.heard].count({"tekst": "geen"}) == 1


def test_kept_messages_are_delivered_in_order_also_by_reading(talk, interview):
    interview.away = True
    for number in range(3):
        talk.post(f"m-{number}", tekst=f"tekst {number}")
    interview.away = False
    talk.view()
    assert [content["tekst"] for *_, content in interview.heard if "tekst" in content] == [
        f"tekst {number}" for number in range(3)
    ]


def test_a_choice_behind_a_kept_message_is_not_kept_and_says_so(talk, interview):
    interview.away = True
    talk.post("m-1", tekst="geen")
    answer = talk.post("m-2", keuze="visie=geen")
    assert answer.status_code == 503 and "nog niet bewaard" in answer.json()["detail"]
    assert mine(talk) == [("geen", "ontvangen")]


def test_a_choice_that_only_the_interview_could_know_is_not_kept_while_it_is_away(talk, interview):
    interview.away = True
    answer = talk.post("m-1", keuze="overslaan")
    assert answer.status_code == 503 and "nog niet bewaard" in answer.json()["detail"]
    interview.away = False
    assert talk.post("m-1", keuze="overslaan").status_code == 200


def test_a_message_that_the_interview_refuses_holds_up_no_other(talk, interview):
    interview.refusing.add("m-1")
    assert talk.post("m-1", tekst="geen").status_code == 502
    assert talk.post("m-1", tekst="geen").status_code == 502
    assert talk.post("m-2", tekst="wel").status_code == 200
    assert [status for _, status in mine(talk)] == ["geweigerd", "beantwoord"]


def test_an_answer_is_kept_also_when_the_browser_goes_away(portal, talk, interview):
    from portaal import conversation, incoming

    async def leave():
        task = asyncio.ensure_future(conversation.say(talk.id, incoming.Message("m-1", text="geen")))
        await asyncio.sleep(0)
        task.cancel()
        while conversation._running:
            await asyncio.wait(set(conversation._running))

    portal.loop.run_until_complete(leave())
    assert mine(talk) == [("geen", "beantwoord")]


@pytest.mark.parametrize("away", ["gone", "empty", "unreadable"])
def test_when_the_database_is_away_nothing_is_pretended(talk, interview, away):
    heard = len(interview.heard)
    if away == "gone":
        talk.portal.file.rename(talk.portal.file.with_suffix(".weg"))
    else:
        for file in talk.portal.file.parent.glob("portaal.sqlite3*"):
            file.unlink()
        talk.portal.file.write_bytes(b"" if away == "empty" else b"geen database" * 100)
    answers = [
        talk.post(tekst="geen"),
        talk.portal.get(talk.path),
        talk.portal.post("/v1/gesprekken", {}),
        talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": talk.code}),
        talk.portal.delete(talk.path),
    ]
    assert [answer.status_code for answer in answers] == [503] * 5
    assert all("niets bewaren" in answer.json()["detail"] for answer in answers)
    assert len(interview.heard) == heard
    ready = talk.portal.get("/gezond")
    assert ready.status_code == 503 and ready.json() == {"status": "fout", "opslag": "fout", "gesprek": "goed"}


def test_when_the_database_is_back_the_conversation_goes_on(talk):
    away = talk.portal.file.with_suffix(".weg")
    talk.portal.file.rename(away)
    assert talk.post(tekst="geen").status_code == 503
    away.rename(talk.portal.file)
    assert talk.post(tekst="geen").status_code == 200 and len(mine(talk)) == 1
