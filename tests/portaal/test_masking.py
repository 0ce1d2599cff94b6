"""Personal data that nobody asked for is taken out; years, amounts and other numbers of a policy stay."""

import pytest

from portaal.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail jan.de-vries+werk@gemeente.voorbeeld.nl", "mail [e-mailadres]"),
        ("bel 0612345678", "bel [telefoonnummer]"),
        ("bel 06-12345678.", "bel [telefoonnummer]."),
        ("bel 06 12 34 56 78", "bel [telefoonnummer]"),
        ("bel +31 6 12345678", "bel [telefoonnummer]"),
        ("bel +31 (0)20 1234567", "bel [telefoonnummer]"),
        ("bel (020) 123 45 67", "bel [telefoonnummer]"),
        ("bel 020-1234567 of 030-7654321", "bel [telefoonnummer] of [telefoonnummer]"),
        ("NL91ABNA0417164300", "[rekeningnummer]"),
        ("rekening nl91 abna 0417 1643 00", "rekening [rekeningnummer]"),
        ("111222333", "[burgerservicenummer]"),
        ("bsn: 123456789", "bsn: [burgerservicenummer]"),
        ("BSN 1234 56 789", "BSN [burgerservicenummer]"),
    ],
)
def test_personal_data_is_replaced_by_what_it_is(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "45.000 euro",
        "€ 1.250.000 per jaar",
        "€ 123456782",
        "123456782 euro",
        "sinds 2019",
        "van 2019 tot 2023",
        "vastgesteld op 01-02-2024",
        "op 1 maart 2019 en 12-12-2020",
        "artikel 2.1.3",
        "nummer 123456789",
        "10.000 inwoners en 250 vrijwilligers",
        "zaaknummer 2024-001234",
        "de @ is een teken",
        "tussen 09:00 en 17:30",
    ],
)
def test_numbers_and_words_of_a_policy_stay(text):
    assert mask(text) == text


def test_a_message_is_masked_before_it_is_kept_or_goes_on(talk, interview):
    talk.say("Mail jan@voorbeeld.nl of bel 0612345678")
    assert interview.heard[-1][2] == {"tekst": "Mail [e-mailadres] of bel [telefoonnummer]"}
    raw = talk.portal.file.read_bytes() + talk.portal.file.with_name("portaal.sqlite3-wal").read_bytes()
    assert b"jan@voorbeeld" not in raw and b"12345678" not in raw


def test_the_same_masked_message_again_is_the_same_message(talk):
    first = talk.post("m-1", tekst="bel 0612345678")
    assert talk.post("m-1", tekst="bel 0612345678").json() == first.json()
