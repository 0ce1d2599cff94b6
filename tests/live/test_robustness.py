"""Processes killed, a database gone, a person on another machine: no given answer is lost, nothing pretends."""

import sqlite3
import subprocess
import sys
import threading
import uuid

import pytest
import requests

from routewijzer import knowledge
from tests.live.servers import Client, answers_for

BSN = "111222333"


def give(talk, count):
    """Answer `count` questions; what was given."""
    given = {}
    for _ in range(count):
        asked = talk.asked
        given[asked] = answers_for(asked)
        talk.answer(given[asked])
    return given


@pytest.mark.parametrize("victim", ["rasa", "portaal"])
def test_after_kill_minus_nine_every_given_answer_is_there_and_the_interview_goes_on(own_servers, victim):
    talk = Client(own_servers, "snelscan")
    given = give(talk, 5)
    asked = talk.asked
    own_servers.kill(victim)
    own_servers.start(victim)
    assert {s: talk.slots()[s] for s in given} == given
    assert talk.view()["vraag"] == asked
    talk.answer(answers_for(asked))
    assert talk.slots()[asked] == answers_for(asked)


@pytest.mark.parametrize("delay", [0.0, 0.01])
def test_a_message_under_way_when_rasa_is_killed_counts_once_in_the_end(own_servers, delay):
    talk = Client(own_servers, "snelscan")
    give(talk, 1)
    message_id = uuid.uuid4().hex
    sending = threading.Thread(target=lambda: talk.post(message_id, keuze="visie=geen"))
    sending.start()
    threading.Event().wait(delay)
    own_servers.kill("rasa")
    sending.join()
    own_servers.start("rasa")
    answer = talk.post(message_id, keuze="visie=geen")
    assert answer.status_code == 200, answer.text
    talk.reply = answer.json()
    assert talk.slots()["visie"] == "geen" and talk.asked == "beleid_positie"
    mine = [m for m in talk.view()["berichten"] if m["van"] == "u" and m.get("bericht_id") == message_id]
    assert len(mine) == 1


def test_while_rasa_is_away_the_message_is_kept_the_person_is_told_and_it_counts_later(own_servers):
    talk = Client(own_servers, "snelscan")
    give(talk, 1)
    own_servers.kill("rasa")
    message_id = uuid.uuid4().hex
    answer = talk.post(message_id, tekst="nee, een visie hebben we niet")
    assert answer.status_code == 503 and "bewaard" in answer.json()["detail"]
    own_servers.start("rasa")
    assert talk.post(message_id, tekst="nee, een visie hebben we niet").status_code == 200
    assert talk.slots()["visie"] == "geen"


def test_when_the_database_of_the_conversations_is_gone_the_person_is_told_and_nothing_is_pretended(own_servers):
    talk = Client(own_servers, "snelscan")
    give(talk, 2)
    before = talk.slots()
    path = own_servers.var / "gesprekken.sqlite3"
    moved = [(file, file.with_name("weg." + file.name)) for file in own_servers.var.glob("gesprekken.sqlite3*")]
    for source, target in moved:
        source.rename(target)
    answer = talk.post(keuze="beleid_positie=geen")
    assert answer.status_code == 503 and answer.json()["detail"]
    assert not path.exists() or sqlite3.connect(path).execute("select count(*) from sqlite_master").fetchone() == (0,)
    own_servers.kill("rasa")
    for source, target in moved:
        if target.exists():
            target.rename(source)
    own_servers.start("rasa")
    assert {s: talk.slots()[s] for s in before} == before


def test_sending_twice_counts_once(client):
    talk = client("snelscan")
    message_id = uuid.uuid4().hex
    first = talk.post(message_id, tekst="Zomerdijk").json()
    second = talk.post(message_id, tekst="Zomerdijk").json()
    assert first == second and len(talk.slots()) == 1


def test_a_conversation_goes_on_elsewhere_with_its_code(client, servers):
    talk = client("snelscan")
    give(talk, 3)
    found = requests.post(servers.url("/v1/gesprekken/hervatten"), json={"hervatcode": talk.code.lower()}, timeout=30)
    assert found.status_code == 200 and found.json()["id"] == talk.id and found.json()["vraag"] == talk.asked


def test_erasing_in_the_conversation_leaves_nothing_in_either_store(own_servers):
    talk = Client(own_servers, "snelscan")
    talk.say("Zomerdijk-bij-Wissen")
    talk.say("verwijder mijn gegevens")
    talk.say("ja")
    assert talk.session.get(own_servers.url(f"/v1/gesprekken/{talk.id}"), timeout=30).status_code == 404
    own_servers.stop()
    try:
        for file in own_servers.var.glob("*.sqlite3*"):
            assert b"Zomerdijk-bij-Wissen" not in file.read_bytes(), file.name
    finally:
        own_servers.start()


def test_no_log_holds_a_word_of_the_person(own_servers):
    talk = Client(own_servers, "snelscan")
    talk.say(f"Zomerdijk-in-het-log, mijn bsn is {BSN}")
    talk.say("dit is een heel bijzondere zin over vrijwilligers")
    for name in ("rasa", "portaal"):
        log = own_servers.log(name)
        assert "Zomerdijk-in-het-log" not in log and "bijzondere zin" not in log and BSN not in log
        assert talk.id not in log


def test_an_action_that_fails_apologises_in_dutch_and_logs_no_text(model, tmp_path):
    from tests.live.servers import Servers

    broken = Servers(model, tmp_path, PYTHONPATH=f"{tmp_path}:{knowledge.ROOT}")
    (tmp_path / "sitecustomize.py").write_text(
        "import routewijzer.messages as m\n"
        "real = m.noted\n"
        "def noted(kb, slot, value, *rest):\n"
        "    if slot == 'visie':\n"
        "        raise RuntimeError('geheime tekst ' + str(value))\n"
        "    return real(kb, slot, value, *rest)\n"
        "m.noted = noted\n"
    )
    broken.start()
    try:
        talk = Client(broken, "snelscan")
        talk.say("Zomerdijk")
        talk.press("visie=geen")
        assert "ging bij mij iets mis" in talk.text and talk.asked == "visie" and "visie" not in talk.slots()
        assert "RuntimeError" in broken.log("rasa") and "geheime tekst" not in broken.log("rasa")
    finally:
        broken.stop()


def test_rasa_run_actions_works_by_configuration(model, tmp_path):
    from tests.live.servers import Servers, free_port

    port = free_port()
    env = {"RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": "127.0.0.1"}
    servers = Servers(model, tmp_path, RW_ACTIES_URL=f"http://127.0.0.1:{port}/webhook")
    command = [sys.executable, "-m", "rasa", "run", "actions", "--port", str(port)]
    with (tmp_path / "acties.log").open("wb") as out:
        server = subprocess.Popen(command, cwd=knowledge.ROOT, env=servers.env | env, stdout=out, stderr=out)
    try:
        for _ in range(300):
            try:
                if requests.get(f"http://127.0.0.1:{port}/health", timeout=1).status_code == 200:
                    break
            except requests.RequestException:
                threading.Event().wait(0.1)
        servers.start()
        talk = Client(servers, "snelscan")
        give(talk, 3)
        assert len(talk.slots()) == 3
    finally:
        servers.stop()
        server.terminate()
        server.wait()
