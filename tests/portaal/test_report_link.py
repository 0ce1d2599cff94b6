"""The report's link: it gives the report and not the conversation, and goes with it."""

import pytest

from portaal import models, reports, resume

ANSWERS = {"visie": "gekoppeld", "beleid_positie": "onderdeel", "gemeente": "Súdwest-Fryslân", "beleid_jaar": 2016}


@pytest.fixture
def link(talk, interview):
    """The report link of a conversation in which something was noted."""
    interview.noted[talk.id] = dict(ANSWERS)
    return talk.reply["rapport"]


def test_the_api_names_the_link_at_the_start_in_every_reply_and_when_read(talk):
    link = talk.reply["rapport"]
    assert link.startswith("/rapport/") and talk.id not in link
    assert talk.press("visie=geen")["rapport"] == link and talk.view()["rapport"] == link


def test_the_link_gives_the_report_as_a_page_that_loads_nothing(portal, link):
    answer = portal.get(link)
    assert answer.status_code == 200 and "Súdwest-Fryslân" in answer.text and "snelscan" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    assert reports.STYLE_SOURCE in policy
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("kind", "begins", "media"),
    [
        ("docx", b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("pdf", b"%PDF", "application/pdf"),
        ("md", b"# ", "text/markdown; charset=utf-8"),
        ("json", b"{", "application/json"),
    ],
)
def test_with_an_ending_it_gives_a_file(portal, link, kind, begins, media):
    answer = portal.get(f"{link}.{kind}")
    assert answer.status_code == 200 and answer.content.startswith(begins)
    assert answer.headers["Content-Type"] == media
    assert answer.headers["Content-Disposition"] == f'attachment; filename="adviesrapport-sudwest-fryslan.{kind}"'


def test_it_is_made_of_what_is_noted_at_that_moment(portal, talk, link):
    before = portal.get(f"{link}.json").json()["data"]
    talk.press("subsidievormen=geen")
    after = portal.get(f"{link}.json").json()["data"]
    assert before["answers"] == ANSWERS and after["answers"] == ANSWERS | {"subsidievormen": ["geen"]}


def test_an_answer_says_where_it_came_from_when_the_interview_knows(portal, talk, link, interview, monkeypatch):
    plain = interview.state

    async def with_origin(conversation_id):
        found = await plain(conversation_id)
        origin = {"bron": "gesprek", "beurt": 7}
        return found | {"antwoorden": [row | {"herkomst": origin} for row in found["antwoorden"]]}

    monkeypatch.setattr(reports.channel, "state", with_origin)
    assert "gezegd in het gesprek, beurt 7" in portal.get(f"{link}.md").text


def test_the_link_gives_neither_the_conversation_nor_its_code(portal, talk, link):
    token = link.removeprefix("/rapport/")
    assert portal.get(f"/v1/gesprekken/{token}").status_code == 404
    page = portal.get(link).text
    assert talk.id not in page and talk.code not in page


@pytest.mark.parametrize("ending", ["x", ".html", ".exe", ".docx.pdf", "."])
def test_another_name_gives_a_sentence(portal, link, ending):
    answer = portal.get(link + ending)
    assert answer.status_code == 404 and "bestaat niet" in answer.text


def test_the_link_stops_when_the_conversation_is_erased(portal, talk, link):
    assert portal.get(link).status_code == 200
    portal.delete(talk.path)
    assert portal.get(link).status_code == 404


def test_while_the_interview_is_away_it_says_so_and_that_nothing_is_lost(portal, link, interview):
    interview.away = True
    answer = portal.get(link)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert "bewaard" in answer.text


def test_only_a_hash_of_the_token_is_kept_and_none_of_it_is_logged(portal, link, log_lines):
    token = link.removeprefix("/rapport/")
    portal.get(link)
    kept = portal.run(lambda: list(models.Gesprek.objects.values_list("rapport_hash", flat=True)))
    assert kept == [resume.report_hash(token)] and len(token) == 32
    assert log_lines() and token not in str(log_lines())
