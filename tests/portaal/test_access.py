"""Who can do what for how long: resuming, erasing, retention, limits, headers, and what is never in the log."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from portaal import conversation, limits, models, resume, settings, web

SECRETS = "mijn geheime antwoord"


def age(talk, days):
    """Let a conversation be so many days old."""
    from datetime import timedelta

    from django.utils import timezone

    def change():
        models.Gesprek.objects.filter(pk=talk.id).update(gewijzigd_op=timezone.now() - timedelta(days=days))

    talk.portal.run(change)


# Resuming


@pytest.mark.parametrize(
    "typed", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} "]
)
def test_a_resume_code_gives_the_conversation_however_it_is_typed(talk, typed):
    talk.say("geen")
    answer = talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": typed(talk.code)})
    assert answer.status_code == 200 and answer.json() == talk.view()


@pytest.mark.parametrize("code", [None, "", " ", 5, ["x"], {}])
def test_a_code_of_another_form_is_refused(portal, code):
    assert portal.post("/v1/gesprekken/hervatten", {"hervatcode": code}).status_code == 422


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "' OR 1=1 --", "x" * 10_000, "\x00", "💩"])
def test_an_unknown_code_is_not_found(portal, code):
    answer = portal.post("/v1/gesprekken/hervatten", {"hervatcode": code})
    assert answer.status_code in (404, 422)


def test_after_too_many_wrong_codes_an_address_has_to_wait_also_with_a_right_one(talk):
    count, _ = settings.LIMIT_RESUME

    def attempt(code, address="192.0.2.1"):
        return talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": code}, address=address)

    assert [attempt("AAAA-BBBB-CCCC").status_code for _ in range(count)] == [404] * count
    answer = attempt(talk.code)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert attempt(talk.code, address="192.0.2.2").status_code == 200


def test_right_codes_use_nothing_up(talk):
    count, _ = settings.LIMIT_RESUME
    for _ in range(count + 5):
        assert talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": talk.code}).status_code == 200


def test_neither_code_nor_report_token_is_kept(talk):
    with_code = (talk.portal.file.read_bytes(), talk.portal.file.with_name("portaal.sqlite3-wal").read_bytes())
    for raw in with_code:
        assert talk.code.encode() not in raw and talk.code.replace("-", "").encode() not in raw
        assert resume.report_token(talk.id).encode() not in raw


# Erasing and retention


def test_an_erased_conversation_is_gone_everywhere(talk, interview):
    talk.say(SECRETS)
    answer = talk.portal.delete(talk.path)
    assert answer.status_code == 204 and not answer.content
    assert talk.portal.get(talk.path).status_code == 404
    assert talk.post(tekst="geen").status_code == 404
    assert talk.portal.delete(talk.path).status_code == 404
    assert talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": talk.code}).status_code == 404
    assert talk.id not in interview.noted
    assert talk.portal.run(lambda: models.Gesprek.objects.count() + models.Bericht.objects.count()) == 0


def test_what_the_interview_could_not_erase_yet_is_erased_here_at_once_and_there_later(talk, interview):
    talk.say(SECRETS)
    interview.away = True
    answer = talk.portal.delete(talk.path)
    assert answer.status_code == 503 and "gewist" in answer.json()["detail"]
    assert talk.portal.get(talk.path).status_code == 404
    assert talk.portal.run(models.Bericht.objects.count) == 0
    assert talk.portal.run(conversation.tidy) == (0, 1)
    interview.away = False
    assert talk.portal.run(conversation.tidy) == (1, 0)
    assert talk.id not in interview.noted and talk.portal.run(models.Gesprek.objects.count) == 0


def test_erasing_twice_is_allowed_while_the_interview_is_away(talk, interview):
    interview.away = True
    assert [talk.portal.delete(talk.path).status_code for _ in range(2)] == [503, 503]


def test_asking_for_it_in_the_conversation_erases_too(talk, interview):
    assert talk.say("wis alles")["opdracht"] == "wissen"
    assert talk.portal.get(talk.path).status_code == 404 and talk.id not in interview.noted


def test_a_conversation_over_its_term_is_not_there_and_is_erased_by_the_job(talk, interview):
    young = talk.portal.start()
    age(talk, settings.RETENTION_DAYS + 1)
    assert talk.portal.get(talk.path).status_code == 404
    assert talk.post(tekst="geen").status_code == 404
    assert talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": talk.code}).status_code == 404
    assert talk.portal.run(conversation.tidy) == (1, 0)
    assert talk.id not in interview.noted and young.id in interview.noted
    assert young.view()["bereikbaar"]


def test_the_term_counts_from_the_last_message(talk):
    age(talk, settings.RETENTION_DAYS - 1)
    talk.say("geen")
    assert talk.portal.run(conversation.tidy) == (0, 0)


def test_the_command_erases_and_fails_when_something_has_to_wait(talk, interview):
    age(talk, settings.RETENTION_DAYS + 1)
    interview.away = True
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("opruimen", stdout=out)
    interview.away = False
    call_command("opruimen", stdout=out)
    assert out.getvalue().splitlines() == [
        "0 erased, 1 waiting for the interview.",
        "1 erased, 0 waiting for the interview.",
    ]


# Unknown conversations


@pytest.mark.parametrize("name", ["onbekend", "A" * 32, "A" * 65, "a.b", "a%20b", "%00", "é", "' OR 1=1"])
def test_an_unknown_conversation_is_not_found_in_the_same_words(portal, name):
    details = set()
    for method, path, body in (("GET", "", None), ("DELETE", "", None), ("POST", "/berichten", {"tekst": "geen"})):
        answer = portal.request(method, f"/v1/gesprekken/{name}{path}", json=body)
        assert answer.status_code == 404
        details.add(answer.json()["detail"])
    assert len(details) == 1


# Limits


def test_an_address_that_asks_too_much_has_to_wait_and_others_do_not(portal, monkeypatch):
    monkeypatch.setattr(web, "per_address", limits.Limiter(3, 60))
    statuses = [portal.get("/gezond/leeft", address="192.0.2.1").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert portal.get("/gezond/leeft", address="192.0.2.2").status_code == 200


def test_a_conversation_that_asks_too_much_has_to_wait_and_others_do_not(portal, monkeypatch):
    one, other = portal.start(), portal.start()
    monkeypatch.setattr(web, "per_conversation", limits.Limiter(2, 60))
    assert [portal.get(one.path).status_code for _ in range(3)] == [200, 200, 429]
    assert portal.get(other.path).status_code == 200


def test_what_was_used_of_a_limit_comes_back_evenly():
    now = [0.0]
    limiter = limits.Limiter(2, 20, clock=lambda: now[0])
    assert [limiter.take("a") for _ in range(3)] == [0, 0, 10]
    now[0] = 10.0
    assert [limiter.take("a"), limiter.take("a")] == [0, 10]
    assert limiter.wait("b") == 0


def test_a_limiter_forgets_who_has_used_nothing(monkeypatch):
    monkeypatch.setattr(limits, "_MOST_KEYS", 10)
    now = [0.0]
    limiter = limits.Limiter(1, 1, clock=lambda: now[0])
    for number in range(50):
        now[0] = float(number * 2)
        limiter.take(str(number))
    assert len(limiter._used) <= 11


# Headers and problems


def test_every_answer_has_its_headers(talk):
    for answer in (talk.portal.get(talk.path), talk.portal.get("/v1/nergens"), talk.portal.get("/gezond")):
        assert answer.headers["API-Version"] == web.API_VERSION
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "Set-Cookie" not in answer.headers and "Access-Control-Allow-Origin" not in answer.headers


def test_only_the_description_is_open_to_pages_of_other_origins(portal):
    assert portal.get("/v1/openapi.json").headers["Access-Control-Allow-Origin"] == "*"


def test_a_problem_names_kind_title_status_and_a_sentence(portal):
    answer = portal.get("/v1/nergens")
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == "urn:routewijzer:probleem:onbekend-pad" and problem["status"] == answer.status_code == 404
    assert problem["title"] and problem["detail"].endswith(".")


def test_an_error_of_ours_tells_nothing_of_itself(talk, monkeypatch, log_lines):
    async def fail(conversation_id, message):
        raise RuntimeError(SECRETS)

    monkeypatch.setattr(conversation, "say", fail)
    answer = talk.post(tekst="geen")
    assert answer.status_code == 500 and SECRETS not in answer.text and "Traceback" not in answer.text
    (line,) = (line for line in log_lines() if line["event"] == "unexpected")
    assert line["exception"] == "RuntimeError" and SECRETS not in json.dumps(line)


def test_another_host_is_refused(portal):
    answer = portal.request("GET", "/privacy", headers={"Host": "elders.example"})
    assert answer.status_code == 400


def test_security_txt_says_whom_to_tell_and_is_not_out_of_date(portal):
    import datetime

    lines = dict(line.split(": ", 1) for line in portal.get("/.well-known/security.txt").text.splitlines())
    assert lines["Contact"] == settings.CONTACT
    assert datetime.datetime.fromisoformat(lines["Expires"].replace("Z", "+00:00")) > datetime.datetime.now(
        datetime.timezone.utc
    )


@pytest.mark.parametrize(("away", "status"), [(False, 200), (True, 503)])
def test_readiness_says_what_is_away_and_life_goes_on(portal, interview, away, status):
    interview.away = away
    answer = portal.get("/gezond")
    assert answer.status_code == status and answer.json()["gesprek"] == ("fout" if away else "goed")
    assert portal.get("/gezond/leeft").status_code == 200


# The log


def test_no_text_id_code_or_address_is_logged(talk, interview, log_lines):
    talk.say(SECRETS)
    talk.press("beleid_positie=geen")
    talk.post(tekst="/restart")
    interview.away = True
    talk.post(tekst=SECRETS)
    interview.away = False
    talk.portal.get(talk.path, address="192.0.2.99")
    talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": talk.code})
    talk.portal.post("/v1/gesprekken/hervatten", {"hervatcode": "ABCD-EFGH-2345"})
    talk.portal.delete(talk.path)
    logged = json.dumps(log_lines())
    assert logged.count('"request"') == 8
    for secret in (SECRETS, talk.id, talk.code, "192.0.2.99", "ABCD-EFGH-2345", "beleid_positie"):
        assert secret not in logged


def test_a_log_line_says_when_what_and_how_it_ended(talk, log_lines):
    talk.say("geen")
    (line,) = log_lines()
    assert line["route"] == "v1/gesprekken/<str:conversation_id>/berichten" and line["status"] == 200
    assert line["method"] == "POST" and line["timestamp"] and len(line["conversation"]) == 8
