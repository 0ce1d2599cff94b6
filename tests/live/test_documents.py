"""A document brought along, over the API and the trained models: proposals, what is taken over, and the report."""

import requests

from tests.papers import pdf

NOTA = (
    "Nota vrijwilligerswerk. De gemeenteraad heeft deze nota op 12 maart 2019 vastgesteld als zelfstandig beleid. "
    "De raad heeft een eigen, brede visie op vrijwillige inzet vastgesteld.",
    "Het steunpunt vrijwilligerswerk is een zelfstandige stichting met een eigen bestuur. "
    "Er is geen toetsingskader voor subsidies.",
)


def test_what_is_accepted_from_a_pdf_is_noted_at_once_and_not_asked_again(client, servers):
    talk = client("snelscan")
    talk.say("Zomerdijk")
    path = servers.url(f"/v1/gesprekken/{talk.id}/documenten")
    found = requests.post(path, files={"bestand": ("nota.pdf", pdf(*NOTA), "application/pdf")}, timeout=120)
    assert found.status_code in (200, 201), found.text
    offered = {row["slot"]: row for block in found.json()["blokken"] for row in block["voorstellen"]}
    assert offered["steunpunt"]["waarde"] == "zelfstandig", offered
    assert "stichting" in str(offered["steunpunt"]["citaten"]) and talk.slots().keys() == {"gemeente"}
    decisions = [{"slot": slot, "besluit": "overnemen" if slot == "steunpunt" else "afwijzen"} for slot in offered]
    answer = requests.post(
        servers.url(f"/v1/gesprekken/{talk.id}/voorstellen"), json={"besluiten": decisions}, timeout=60
    )
    assert answer.status_code == 200, answer.text
    assert talk.slots()["steunpunt"] == "zelfstandig" and talk.view()["vraag"] == "visie"
    report = requests.get(servers.url(answer.json()["rapport"]), timeout=60)
    assert report.status_code == 200 and "uit een document" in report.text and "stichting" in report.text


def test_a_file_that_cannot_be_read_gets_one_sentence(client, servers):
    talk = client("snelscan")
    path = servers.url(f"/v1/gesprekken/{talk.id}/documenten")
    answer = requests.post(path, files={"bestand": ("nota.pdf", b"%PDF-1.4 kapot", "application/pdf")}, timeout=60)
    assert answer.status_code == 422 and answer.json()["detail"]
