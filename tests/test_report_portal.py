"""The report's link in the portal: it gives the report and not the conversation, and goes with it."""

import asyncio
import os

import pytest
from test_change import LINKED

from portaal import resume

STATE = {"modus": "volledig", "antwoorden": [{"slot": slot, "waarde": value} for slot, value in LINKED.items()]}


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """The portal's modules on a database of its own, without an interview behind it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portaal.settings"
    os.environ.setdefault("RW_VAR", str(tmp_path_factory.mktemp("portaal")))
    import django
    from django.core.management import call_command

    django.setup()
    from portaal import channel, conversation, database, reports, store

    call_command("migrate", verbosity=0, interactive=False)
    return {"channel": channel, "conversation": conversation, "database": database, "store": store, "reports": reports}


@pytest.fixture
def get(portal, monkeypatch):
    """A function that asks for a path, with `state` (or an exception) as what the interview would say."""
    from django.conf import settings
    from django.test import AsyncClient

    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["testserver"])

    def ask(path, state=STATE):
        async def answer(conversation_id):
            if isinstance(state, Exception):
                raise state
            return state

        monkeypatch.setattr(portal["channel"], "state", answer)
        return asyncio.run(AsyncClient().get(path))

    return ask


@pytest.fixture
def link(portal):
    """The report link of a conversation that is kept."""
    conversation_id = resume.new_id()
    report_hash = resume.report_hash(resume.report_token(conversation_id))
    code = resume.hash_of(resume.code_of(conversation_id))
    portal["database"].guarded(portal["store"].create, conversation_id, code, report_hash, "begin", None)
    yield portal["conversation"].report_link(conversation_id)
    portal["database"].guarded(portal["store"].bury, conversation_id)


def test_the_link_gives_the_report_as_a_page_that_loads_nothing(get, link, portal):
    response = get(link)
    assert response.status_code == 200 and b"Altena" in response.content
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    assert portal["reports"].STYLE_SOURCE in policy
    assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("kind", "begins", "media"),
    [
        ("docx", b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("pdf", b"%PDF", "application/pdf"),
        ("md", b"# ", "text/markdown; charset=utf-8"),
        ("json", b"{", "application/json"),
    ],
)
def test_with_an_ending_it_gives_a_file(get, link, kind, begins, media):
    response = get(f"{link}.{kind}")
    assert response.status_code == 200 and response.content.startswith(begins)
    assert response["Content-Type"] == media
    assert response["Content-Disposition"] == f'attachment; filename="adviesrapport-altena.{kind}"'


def test_an_answer_says_where_it_came_from_when_the_interview_knows(get, link):
    rows = [answer | {"herkomst": {"bron": "gesprek", "beurt": 7}} for answer in STATE["antwoorden"]]
    assert "gezegd in het gesprek, beurt 7" in get(f"{link}.md", {"modus": None, "antwoorden": rows}).content.decode()


def test_the_link_does_not_give_away_the_conversation(link, get):
    token = link.rsplit("/", 1)[1]
    assert get(f"/v1/gesprekken/{token}").status_code == 404
    assert token not in get(link).content.decode()


@pytest.mark.parametrize("ending", ["x", ".html", ".exe", ".docx.pdf", "."])
def test_another_name_gives_a_sentence(get, link, ending):
    response = get(link + ending)
    assert response.status_code == 404
    assert "bestaat niet" in response.content.decode()


def test_it_goes_with_the_conversation(get, portal):
    conversation_id = resume.new_id()
    report_hash = resume.report_hash(resume.report_token(conversation_id))
    portal["database"].guarded(portal["store"].create, conversation_id, None, report_hash, "begin", None)
    link = portal["conversation"].report_link(conversation_id)
    assert get(link).status_code == 200
    portal["database"].guarded(portal["store"].bury, conversation_id)
    assert get(link).status_code == 404


def test_while_the_interview_is_away_it_says_so_and_that_nothing_is_lost(get, link, portal):
    response = get(link, portal["channel"].ChannelAway())
    assert response.status_code == 503 and response["Retry-After"]
    assert "bewaard" in response.content.decode()
    assert get(link, None).status_code == 404


def test_only_a_hash_of_the_token_is_kept(link):
    from portaal.models import Gesprek

    token = link.rsplit("/", 1)[1]
    assert len(token) == 32
    assert not Gesprek.objects.filter(rapport_hash=token).exists()
    assert Gesprek.objects.filter(rapport_hash=resume.report_hash(token)).exists()
