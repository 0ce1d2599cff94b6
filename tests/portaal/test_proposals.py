"""Documents over the API: from a note to proposals, from proposals to answers, and nothing that stays behind."""

import asyncio
import json
import sqlite3
import threading

import pytest
from papers import paragraphs, pdf, scan, word, writer

from portaal import conversation, documents, models
from routewijzer import intake
from routewijzer.documents import MAX_BYTES, DocumentError, ExtractionFailed
from routewijzer.documents.document import REASONS
from routewijzer.understanding import Found

VISIE = "De raad heeft een eigen visie vastgesteld."
BUDGET = "Het budget is 45.000 euro per jaar."
SUBSIDIE = "Er zijn projectsubsidies en waarderingssubsidies."
PAGES = ([VISIE, "Wij zijn er trots op."], [BUDGET], [SUBSIDIE])
NOTE = "\n\n".join([VISIE, BUDGET, SUBSIDIE])
VALUES = {
    VISIE: ("visie", "eigenstandig", 0.91),
    BUDGET: ("budget", 45000, 0.7),
    SUBSIDIE: ("subsidievormen", ["projectsubsidie", "waarderingssubsidie"], 0.6),
}


@pytest.fixture(autouse=True)
def understanding(monkeypatch):
    """Stands in for the understanding: knows three sentences. The texts that it was given."""
    seen = []

    def extract(text):
        seen.append(text)
        return {
            slot: Found(value, confidence, ((text.index(words), text.index(words) + len(words)),))
            for words, (slot, value, confidence) in VALUES.items()
            if words in text
        }

    monkeypatch.setattr("routewijzer.documents.extract", extract)
    documents.per_conversation._used.clear()
    return seen


def paste(talk, text=NOTE, **more):
    """Paste a text."""
    return talk.portal.post(f"{talk.path}/documenten", {"tekst": text, **more})


def upload(talk, data, name="nota.pdf", **form):
    """Upload a file."""
    return talk.portal.request(
        "POST", f"{talk.path}/documenten", files={"bestand": (name, data)}, data=form, timeout=60
    )


def decide(talk, *decisions, message_id="besluit-1"):
    """Decide about proposals: (slot, what, value?)."""
    names = ("slot", "besluit", "waarde")
    body = {"bericht_id": message_id, "besluiten": [dict(zip(names, decision)) for decision in decisions]}
    return talk.portal.post(f"{talk.path}/voorstellen", body)


def listed(talk):
    """The overview."""
    answer = talk.portal.get(f"{talk.path}/documenten")
    assert answer.status_code == 200, answer.text
    return answer.json()


def proposals(overview):
    """The open proposals by slot."""
    return {one["slot"]: one for block in overview["blokken"] for one in block["voorstellen"]}


# From a note to proposals


@pytest.mark.parametrize(
    ("data", "name", "pages"),
    [
        (lambda: pdf(*("\n".join(page) for page in PAGES)), "nota.pdf", [1, 2, 3]),
        (lambda: word(*PAGES), "nota.docx", [1, 2, 3]),
        (lambda: writer(paragraphs(VISIE, BUDGET, SUBSIDIE)), "nota.odt", [None] * 3),
        (lambda: NOTE.encode(), "nota.txt", [None] * 3),
    ],
    ids=["pdf", "docx", "odt", "txt"],
)
def test_a_file_gives_proposals_by_block_with_quote_page_and_certainty(talk, kb, data, name, pages):
    answer = upload(talk, data(), name)
    assert answer.status_code == 201
    found = proposals(answer.json())
    quotes = [found[slot]["citaten"] for slot in ("visie", "budget", "subsidievormen")]
    assert [[quote["tekst"] for quote in one] for one in quotes] == [[VISIE], [BUDGET], [SUBSIDIE]]
    assert [one[0]["bladzijde"] for one in quotes] == pages
    assert found["visie"]["tekst"] == kb.question("visie").label("eigenstandig")
    assert (found["visie"]["zekerheid"], found["visie"]["zekerheid_tekst"]) == (0.91, "vrij zeker")
    for block in answer.json()["blokken"]:
        assert {kb.question(one["slot"]).block for one in block["voorstellen"]} == {block["blok"]}
    assert "3" in answer.json()["samenvatting"]
    assert listed(talk) == answer.json()


def test_a_pasted_text_gives_proposals_too(talk):
    assert proposals(paste(talk).json()).keys() == {"visie", "budget", "subsidievormen"}


def test_before_any_document_there_is_only_what_a_person_should_know(talk):
    overview = listed(talk)
    assert overview["documenten"] == [] and overview["blokken"] == [] and overview["samenvatting"] is None
    assert any("inwoners" in line and "liever niet" in line for line in overview["uitleg"])


def test_a_note_without_answers_is_said_to_have_none(talk):
    answer = paste(talk, "Wij eten vandaag soep.")
    assert answer.status_code == 201 and answer.json()["blokken"] == []
    assert answer.json()["samenvatting"] == intake.summary(0)


def test_nothing_counts_before_a_person_decides(talk, interview):
    heard = len(interview.heard)
    paste(talk)
    assert talk.slots() == {} and len(interview.heard) == heard


def test_a_newer_document_takes_the_place_of_proposals_that_are_still_open(talk, monkeypatch):
    paste(talk)
    monkeypatch.setitem(VALUES, BUDGET, ("budget", 50000, 0.9))
    paste(talk, BUDGET)
    found = proposals(listed(talk))
    assert found["budget"]["waarde"] == 50000 and found["visie"]["waarde"] == "eigenstandig"


def test_what_is_noted_already_is_not_proposed_and_what_differs_says_so(talk):
    talk.press("visie=eigenstandig")
    assert "visie" not in proposals(paste(talk).json())
    talk.press("beleid_positie=geen")
    talk.say("projectsubsidie")
    assert proposals(listed(talk)).keys() == {"budget", "subsidievormen"}
    other = talk.portal.start()
    other.press("visie=geen")
    assert proposals(paste(other).json())["visie"]["eerder"] == "geen"


def test_a_document_can_be_added_while_the_interview_is_away(talk, interview):
    interview.away = True
    answer = paste(talk)
    assert answer.status_code == 201 and proposals(answer.json())["visie"]["eerder"] is None


# Deciding


def test_accepted_and_changed_values_go_to_the_interview_as_one_turn_and_rejected_ones_do_not(talk, interview):
    paste(talk)
    heard = len(interview.heard)
    answer = decide(talk, ("visie", "overnemen"), ("budget", "wijzigen", 50000), ("subsidievormen", "afwijzen"))
    assert answer.status_code == 200
    assert [content for *_, content in interview.heard[heard:]] == [
        {"overname": {"visie": "eigenstandig", "budget": 50000}}
    ]
    assert answer.json()["vraag"] == "beleid_positie"
    assert talk.slots() == {"visie": "eigenstandig", "budget": 50000}
    assert listed(talk)["blokken"] == []


def test_an_answer_that_was_taken_over_as_found_names_the_words_of_the_document_and_another_does_not(talk):
    paste(talk)
    decide(talk, ("visie", "overnemen"), ("budget", "wijzigen", 50000))
    talk.press("beleid_positie=geen")
    sources = {row["slot"]: row["herkomst"] for row in talk.view()["antwoorden"]}
    assert sources == {
        "visie": {"bron": "document", "citaat": VISIE, "pagina": None},
        "budget": {"bron": "document"},
        "beleid_positie": {"bron": "gesprek"},
    }


def test_the_interview_asks_only_what_is_left(talk):
    paste(talk)
    decide(talk, ("visie", "overnemen"), ("subsidievormen", "overnemen"))
    asked = []
    while (question := talk.view()["vraag"]) is not None:
        asked.append(question)
        talk.say("2019")
    assert asked == ["beleid_positie", "beleid_jaar", "gemeente"]


def test_the_turn_reads_in_the_history_as_what_the_person_did(talk, kb):
    paste(talk)
    decide(talk, ("visie", "overnemen"))
    mine = [line["tekst"] for line in talk.view()["berichten"] if line["van"] == "u"]
    assert len(mine) == 1 and kb.question("visie").short in mine[0] and "document" in mine[0]


def test_a_proposal_without_a_decision_stays_open(talk):
    paste(talk)
    decide(talk, ("visie", "overnemen"))
    assert proposals(listed(talk)).keys() == {"budget", "subsidievormen"}


def test_rejecting_everything_bothers_no_interview_and_leaves_the_question_as_it_was(talk, interview):
    paste(talk)
    before, heard = talk.view(), len(interview.heard)
    answer = decide(talk, ("visie", "afwijzen"), ("budget", "afwijzen"))
    assert answer.status_code == 200 and answer.json()["vraag"] == before["vraag"]
    assert answer.json()["berichten"][0]["tekst"] == intake.texts()["antwoord_niets"]
    assert decide(talk, ("visie", "afwijzen"), ("budget", "afwijzen")).json() == answer.json()
    assert len(interview.heard) == heard and talk.view()["keuzes"] == before["keuzes"]
    assert proposals(listed(talk)).keys() == {"subsidievormen"}


def test_the_same_decisions_again_get_the_same_answer_and_do_nothing_again(talk, interview):
    paste(talk)
    first = decide(talk, ("visie", "overnemen"))
    heard = len(interview.heard)
    assert decide(talk, ("visie", "overnemen")).json() == first.json()
    assert len(interview.heard) == heard
    assert decide(talk, ("visie", "afwijzen")).status_code == 409


def test_decisions_while_the_interview_is_away_are_kept_and_count_later(talk, interview):
    paste(talk)
    interview.away = True
    answer = decide(talk, ("visie", "overnemen"))
    assert answer.status_code == 503 and "bewaard" in answer.json()["detail"]
    assert "visie" not in proposals(listed(talk))
    interview.away = False
    assert talk.slots() == {"visie": "eigenstandig"}


def test_decisions_that_the_interview_refuses_leave_the_proposals_open(talk, interview):
    paste(talk)
    interview.refusing.add("besluit-1")
    assert decide(talk, ("visie", "overnemen")).status_code == 502
    assert "visie" in proposals(listed(talk))
    assert decide(talk, ("visie", "overnemen"), message_id="besluit-2").status_code == 200


@pytest.mark.parametrize(
    "decisions",
    [
        None,
        [],
        {},
        ["visie"],
        [{}],
        [{"slot": "visie"}],
        [{"slot": "visie", "besluit": "misschien"}],
        [{"slot": "visie", "besluit": ["overnemen"]}],
        [{"slot": "bestaat_niet", "besluit": "overnemen"}],
        [{"slot": ["visie"], "besluit": "overnemen"}],
        [{"slot": "smoc", "besluit": "overnemen"}],
        [{"slot": "visie", "besluit": "overnemen"}, {"slot": "visie", "besluit": "afwijzen"}],
        [{"slot": "visie", "besluit": "wijzigen"}],
        [{"slot": "visie", "besluit": "wijzigen", "waarde": ""}],
        [{"slot": "visie", "besluit": "wijzigen", "waarde": "groot"}],
        [{"slot": "visie", "besluit": "wijzigen", "waarde": ["geen"]}],
        [{"slot": "visie", "besluit": "wijzigen", "waarde": {"a": 1}}],
        [{"slot": "budget", "besluit": "wijzigen", "waarde": "veel"}],
        [{"slot": "budget", "besluit": "wijzigen", "waarde": -1}],
        [{"slot": "budget", "besluit": "wijzigen", "waarde": True}],
        [{"slot": "subsidievormen", "besluit": "wijzigen", "waarde": "projectsubsidie"}],
        [{"slot": "subsidievormen", "besluit": "wijzigen", "waarde": [["projectsubsidie"]]}],
        [{"slot": "subsidievormen", "besluit": "wijzigen", "waarde": ["projectsubsidie", "projectsubsidie"]}],
    ],
)
def test_a_decision_that_is_not_right_gets_one_sentence_and_changes_nothing(talk, interview, decisions):
    paste(talk)
    before, heard = listed(talk), len(interview.heard)
    answer = talk.portal.post(f"{talk.path}/voorstellen", {"bericht_id": "b", "besluiten": decisions})
    assert answer.status_code == 422 and answer.json()["fouten"][0]["veld"] == "besluiten"
    assert listed(talk) == before and len(interview.heard) == heard


def test_a_changed_text_is_cleaned_and_masked(talk, monkeypatch, interview):
    monkeypatch.setitem(VALUES, VISIE, ("doel", "Meedoen", 0.9))
    paste(talk)
    decide(talk, ("doel", "wijzigen", " Bel 0612345678\u202e voor meer "))
    assert interview.heard[-1][2]["overname"]["doel"] == "Bel [telefoonnummer] voor meer"


# What cannot be read


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [
        (lambda: b"", "leeg.pdf", 422),
        (scan, "scan.pdf", 422),
        (lambda: b"%PDF-1.4 stuk", "stuk.pdf", 422),
        (lambda: NOTE.encode(), "nota.docx", 422),
        (lambda: b"\x89PNG\r\n\x1a\n", "foto.png", 415),
        (lambda: b"x " * (MAX_BYTES // 2 + 1), "groot.txt", 413),
        (lambda: b"x" * (MAX_BYTES + 200_000), "groter.txt", 413),
    ],
    ids=["empty", "scan", "broken", "misnamed", "image", "large", "larger"],
)
def test_a_document_that_cannot_be_read_gets_one_sentence_and_leaves_nothing(talk, data, name, status):
    answer = upload(talk, data(), name)
    assert answer.status_code == status
    assert answer.json()["detail"] and "\n" not in answer.json()["detail"]
    assert listed(talk)["documenten"] == []


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_to_refuse_has_its_own_problem(talk, monkeypatch, reason):
    def refuse(data, name):
        raise DocumentError(reason)

    monkeypatch.setattr("routewijzer.documents.read", refuse)
    answer = upload(talk, b"x")
    assert answer.json()["type"] == f"urn:routewijzer:probleem:document-{reason.replace('_', '-')}"
    assert "{" not in answer.json()["detail"]


def test_when_the_understanding_fails_the_person_is_told_that_nothing_was_kept(talk, monkeypatch):
    def fail(text):
        raise ExtractionFailed

    monkeypatch.setattr("routewijzer.documents.extract", fail)
    answer = paste(talk, bewaren=True)
    assert answer.status_code == 503 and "niet bewaard" in answer.json()["detail"] and answer.headers["Retry-After"]
    assert listed(talk)["documenten"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"tekst": 5}, {"tekst": ["x"]}, {"tekst": None}, {"tekst": NOTE, "bewaren": "misschien"}]
    + [{"tekst": NOTE, "bewaren": kept} for kept in (2, [], {})],
)
def test_a_body_that_is_not_right_is_refused(talk, body):
    answer = talk.portal.post(f"{talk.path}/documenten", body)
    assert answer.status_code == 422 and answer.json()["fouten"]


@pytest.mark.parametrize("text", ["?!", "\u200b", "\x07"])
def test_a_text_without_words_is_refused(talk, text):
    assert paste(talk, text).status_code == 422


@pytest.mark.parametrize("text", ["", "  \n"])
def test_who_gives_neither_a_file_nor_a_text_is_told_to(talk, text):
    form = talk.portal.request("POST", f"{talk.path}/documenten", files={"x": b""}, data={"tekst": text})
    for answer in (paste(talk, text), form):
        assert answer.status_code == 422 and answer.json()["detail"] == intake.texts()["meldingen"]["geen_bestand"]


def test_two_files_or_a_file_and_a_text_are_refused(talk):
    path = f"{talk.path}/documenten"
    two = [("bestand", ("a.txt", b"a")), ("bestand", ("b.txt", b"b"))]
    assert talk.portal.request("POST", path, files=two).status_code == 422
    assert upload(talk, b"a", "a.txt", tekst="b").status_code == 422
    assert talk.portal.request("POST", path, files={"anders": b"a"}).status_code == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/pdf", ""])
def test_another_kind_of_content_is_refused_with_what_to_send(talk, kind):
    answer = talk.portal.request("POST", f"{talk.path}/documenten", content=b"x=1", headers={"Content-Type": kind})
    assert answer.status_code == 415 and "bestand" in answer.json()["detail"]


def test_a_form_that_is_no_form_is_refused(talk):
    for kind, status in (("multipart/form-data", 400), ("multipart/form-data; boundary=x", 422)):
        answer = talk.portal.request("POST", f"{talk.path}/documenten", content=b"?", headers={"Content-Type": kind})
        assert answer.status_code == status


def test_a_form_sent_in_pieces_is_read(talk):
    form = b'--x\r\nContent-Disposition: form-data; name="bestand"; filename="n.txt"\r\n\r\n' + NOTE.encode()

    async def pieces():
        yield form
        yield b"\r\n--x--\r\n"

    answer = talk.portal.request(
        "POST",
        f"{talk.path}/documenten",
        content=pieces(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 201 and proposals(answer.json()).keys() == {"visie", "budget", "subsidievormen"}


def test_other_addresses_keep_their_small_limit(talk):
    for path in ("berichten", "voorstellen"):
        answer = talk.portal.request("POST", f"{talk.path}/{path}", content=b"x" * 100_000)
        assert answer.status_code == 413 and "64 kilobyte" in answer.json()["detail"]


def test_a_document_for_an_unknown_conversation_is_not_read(portal, understanding):
    answer = portal.post("/v1/gesprekken/bestaat-niet/documenten", {"tekst": NOTE})
    assert answer.status_code == 404 and not understanding
    assert portal.get("/v1/gesprekken/bestaat-niet/documenten").status_code == 404
    body = {"besluiten": [{"slot": "visie", "besluit": "overnemen"}]}
    assert portal.post("/v1/gesprekken/bestaat-niet/voorstellen", body).status_code == 404


def test_too_many_documents_of_one_conversation_have_to_wait(talk, monkeypatch):
    monkeypatch.setattr(documents.per_conversation, "count", 2)
    statuses = [paste(talk).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]


def test_too_many_documents_at_a_time_are_refused_for_now_and_others_go_on(talk, monkeypatch):
    monkeypatch.setattr(documents, "_MOST_WAITING", 1)
    begun, go_on = threading.Event(), threading.Event()

    def extract(text):
        begun.set()
        assert go_on.wait(10)
        return {}

    monkeypatch.setattr("routewijzer.documents.extract", extract)

    async def both():
        first = asyncio.ensure_future(documents.add(talk.id, documents.Given(NOTE, "", False)))
        await asyncio.to_thread(begun.wait, 10)
        with pytest.raises(documents.Problem) as refused:
            await documents.add(talk.id, documents.Given(NOTE, "", False))
        said = await conversation.say(talk.id, documents.incoming.Message("m", text="geen"))
        go_on.set()
        await first
        return refused.value.status, said

    status, said = talk.portal.loop.run_until_complete(both())
    assert status == 503 and said["berichten"]


# What is kept


def database_text(portal):
    """All that is in the database, as text."""
    with sqlite3.connect(portal.file) as connection:
        return "\n".join(connection.iterdump())


def test_only_the_quotes_of_a_document_are_kept(talk):
    paste(talk, f"{NOTE}\n\nEen zin die nergens voor nodig is.")
    assert VISIE in database_text(talk.portal)
    assert "nergens voor nodig" not in database_text(talk.portal)
    assert [document["tekst"] for document in listed(talk)["documenten"]] == [None]


@pytest.mark.parametrize("keep", [True, "true", "ja", "on"])
def test_the_text_is_kept_when_the_person_asks_for_it(talk, keep):
    upload(talk, NOTE.encode(), "nota.txt", bewaren=keep)
    assert [document["tekst"] for document in listed(talk)["documenten"]] == [[NOTE]]


def test_the_quote_of_a_rejected_value_is_not_kept(talk):
    paste(talk)
    decide(talk, ("visie", "afwijzen"))
    assert VISIE not in database_text(talk.portal)


def test_personal_data_is_taken_out_before_anything_is_sought_or_kept(talk, understanding):
    note = f"{VISIE} Mail jan@voorbeeld.nl of bel 06 12345678. BSN 111222333."
    paste(talk, note, bewaren=True)
    for text in (understanding[-1], database_text(talk.portal), json.dumps(listed(talk))):
        for secret in ("jan@voorbeeld.nl", "12345678", "111222333"):
            assert secret not in text


def test_hidden_and_control_characters_do_not_reach_quotes(talk, monkeypatch):
    monkeypatch.setitem(VALUES, "De raad koos", ("beleid_positie", "geen", 0.9))
    found = proposals(paste(talk, "De\u202e raad\x07 ko\u200bos iets.").json())
    assert found["beleid_positie"]["citaten"][0]["tekst"] == "De raad koos"


def test_html_in_a_document_stays_text(talk, monkeypatch):
    words = "<script>alert(1)</script>"
    monkeypatch.setitem(VALUES, words, ("beleid_positie", "geen", 0.9))
    answer = paste(talk, f"Kijk: {words}")
    assert answer.headers["Content-Type"] == "application/json"
    assert proposals(answer.json())["beleid_positie"]["citaten"][0]["tekst"] == words


def test_documents_and_proposals_go_with_the_conversation(talk):
    paste(talk, bewaren=True)
    decide(talk, ("visie", "overnemen"))
    assert talk.portal.delete(talk.path).status_code == 204
    assert talk.portal.get(f"{talk.path}/documenten").status_code == 404
    for words in (VISIE, BUDGET, SUBSIDIE):
        assert words not in database_text(talk.portal)


def test_documents_are_gone_at_once_also_when_the_interview_is_away(talk, interview):
    paste(talk, bewaren=True)
    interview.away = True
    assert talk.portal.delete(talk.path).status_code == 503
    assert VISIE not in database_text(talk.portal)


def test_a_document_that_is_read_while_the_conversation_is_erased_is_not_kept(talk, monkeypatch):
    monkeypatch.setattr(
        "routewijzer.documents.extract",
        lambda text: asyncio.run_coroutine_threadsafe(conversation.erase(talk.id), talk.portal.loop).result() or {},
    )
    assert paste(talk, bewaren=True).status_code == 404
    assert VISIE not in database_text(talk.portal)


def test_the_retention_job_erases_documents(talk):
    paste(talk, bewaren=True)

    def age():
        models.Gesprek.objects.update(gewijzigd_op="2020-01-01T00:00:00Z")

    talk.portal.run(age)
    assert talk.portal.run(conversation.tidy) == (1, 0)
    assert VISIE not in database_text(talk.portal)


def test_nothing_of_a_document_is_logged(talk, log_lines):
    upload(talk, NOTE.encode(), "geheime-nota.txt")
    upload(talk, b"%PDF- stuk", "geheime-nota.pdf")
    paste(talk)
    decide(talk, ("visie", "wijzigen", "geen"))
    logged = json.dumps(log_lines())
    assert "documenten" in logged
    for secret in ("geheime-nota", "visie", "eigen visie", talk.id):
        assert secret not in logged


def test_when_the_database_is_away_nothing_is_pretended(talk):
    talk.portal.file.rename(talk.portal.file.with_suffix(".weg"))
    assert paste(talk).status_code == 503
    assert talk.portal.get(f"{talk.path}/documenten").status_code == 503
    assert decide(talk, ("visie", "overnemen")).status_code == 503
