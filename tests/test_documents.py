"""Reading documents: pages of text from every kind, and one clear reason for what cannot be read."""

import io
import json
import os
import struct
import subprocess
import sys
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import locked, packed, paragraphs, pdf, scan, word, writer

from routewijzer import documents, intake
from routewijzer.documents import MAX_BYTES, MAX_CHARACTERS, DocumentError, child, formats
from routewijzer.documents.document import REASONS
from routewijzer.knowledge import ROOT
from routewijzer.understanding import Found

VISIE = "De gemeente heeft een eigen visie op vrijwillige inzet."
ODT = "application/vnd.oasis.opendocument.text"
BUDGET = "Het budget is € 45.000 per jaar."

DAMAGED = [pdf(VISIE), locked(pdf(VISIE), user=""), word([VISIE]), writer(paragraphs(VISIE))]


def reason(data, name=""):
    """Why a document is refused; the pages where it is not."""
    with pytest.raises(DocumentError) as refused:
        formats.read(data, documents.kinds.kind_in_name(name))
    return refused.value.reason


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (lambda: pdf(VISIE, BUDGET), "nota.pdf"),
        (lambda: word([VISIE], [BUDGET]), "nota.docx"),
        (lambda: writer(f"{paragraphs(VISIE)}<text:soft-page-break/>{paragraphs(BUDGET)}"), "nota.odt"),
        (lambda: f"{VISIE}\f{BUDGET}".encode(), "nota.txt"),
    ],
    ids=["pdf", "docx", "odt", "txt"],
)
def test_every_kind_gives_its_text_page_by_page(data, name):
    for called in (name, name.upper(), "", "nota.bin"):
        document = documents.formats.read(data(), documents.kinds.kind_in_name(called))
        assert [page.split() for page in document.pages] == [VISIE.split(), BUDGET.split()]
        assert document.numbered


@pytest.mark.parametrize("data", [word([VISIE, BUDGET]), writer(paragraphs(VISIE, BUDGET)), VISIE.encode()])
def test_a_document_that_does_not_say_where_its_pages_end_has_no_page_numbers(data):
    document = formats.read(data)
    assert len(document.pages) == 1 and not document.numbered


def test_a_row_of_a_table_stays_together():
    table = [["Post", "Bedrag"], ["Steunpunt", "€ 45.000"]]
    assert "Steunpunt € 45.000" in formats.read(word([VISIE], table=table)).pages[0]
    cells = "".join(f"<table:table-cell>{paragraphs(text)}</table:table-cell>" for text in table[1])
    document = formats.read(writer(f"<table:table><table:table-row>{cells}</table:table-row></table:table>"))
    assert document.pages[0] == "Steunpunt € 45.000"


def test_deleted_text_comments_and_notes_are_not_what_the_document_says():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{paragraphs('Geschrapt.')}</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>De visie<office:annotation><dc:creator>Iemand</dc:creator><text:p>Klopt dit?</text:p>"
        "</office:annotation> is<text:note><text:note-body><text:p>Zie daar.</text:p></text:note-body></text:note>"
        " breed.</text:p>"
    )
    assert formats.read(writer(body)).pages == ("De visie is breed.",)


def test_text_in_word_that_was_deleted_under_revision_is_left_out_and_added_text_is_not():
    xmlns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    made = docx.Document()
    made.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {xmlns}><w:sdtContent><w:p>"
            "<w:r><w:t xml:space='preserve'>Wij hebben </w:t></w:r>"
            "<w:del><w:r><w:delText>geen</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>een</w:t></w:r></w:ins>"
            "<w:r><w:t xml:space='preserve'> visie.</w:t></w:r>"
            "</w:p></w:sdtContent></w:sdt>"
        ),
    )
    out = io.BytesIO()
    made.save(out)
    assert formats.read(out.getvalue()).pages == ("Wij hebben een visie.",)


def test_a_word_that_a_pdf_breaks_off_at_the_end_of_a_line_is_whole_again():
    document = formats.read(pdf("Ons vrijwilligers-\nwerkbeleid en de zorg-\nen welzijnssector."))
    assert "vrijwilligerswerkbeleid" in document.pages[0]
    assert "zorg-\nen" in document.pages[0]


def test_a_title_and_a_page_number_on_every_page_are_not_part_of_the_text():
    halves = ["Wij werken samen met", "welzijn en zorg.", "Het budget is vast.", "Tot slot."]
    document = formats.read(pdf(*(f"Nota inzet 2020\n{half}\nPagina {n} van 4" for n, half in enumerate(halves, 1))))
    assert [" ".join(page.split()) for page in document.pages] == halves
    assert "samen met\nwelzijn" in intake.Text.of(document.pages).text


def test_a_line_that_stands_on_two_pages_only_stays():
    document = formats.read(pdf(f"{VISIE}\nEinde", f"{VISIE}\nEinde"))
    assert [page.split() for page in document.pages] == [[*VISIE.split(), "Einde"]] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_encodings_that_people_use(encoding):
    assert formats.read("Het café kost € 45.000, “ruim”.".encode(encoding)).pages == (
        "Het café kost € 45.000, “ruim”.",
    )


@pytest.mark.parametrize("data", [b"", b"   \n\t "])
def test_an_empty_document_is_refused_as_empty(data):
    assert reason(data) == "leeg"


@pytest.mark.parametrize("data", [scan(), word([""]), writer(paragraphs("", " ")), b"... --- ..."])
def test_a_document_without_words_is_refused_as_without_text(data):
    assert reason(data) == "geen_tekst"


@pytest.mark.parametrize(
    "data",
    [
        locked(pdf(VISIE), user="geheim"),
        writer(paragraphs(VISIE), encrypted=True),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    ],
    ids=["pdf", "odt", "docx"],
)
def test_a_document_with_a_password_is_refused_as_such(data):
    assert reason(data) == "wachtwoord"


def test_a_pdf_that_may_only_not_be_printed_is_read():
    assert VISIE.split() == formats.read(locked(pdf(VISIE), user="")).pages[0].split()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
@pytest.mark.parametrize("make", [lambda: word([VISIE]), lambda: writer(paragraphs(VISIE))], ids=["docx", "odt"])
def test_a_file_that_breaks_off_is_refused_as_broken(make, share):
    data = make()
    assert reason(data[: int(len(data) * share)]) == "kapot"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nniets meer",
        pdf(VISIE)[:300],
        writer("<text:p>niet gesloten"),
        packed({"word/document.xml": "<w:document", "[Content_Types].xml": "<Types/>"}),
        packed({"word/document.xml": "<x/>", "[Content_Types].xml": "<Types/>"}),
    ],
)
def test_a_file_that_is_broken_inside_is_refused_as_broken(data):
    assert reason(data) == "kapot"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_never_an_error_of_ours(data):
    good = data.draw(st.sampled_from(DAMAGED))
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert formats.read(bytes(damaged)).pages
    except DocumentError as error:
        assert error.reason in REASONS


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\xff\xd8\xff\xe0" + bytes(range(256)),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"{\\rtf1 Hallo}",
        b"\x7fELF" + bytes(range(256)) * 4,
        packed({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<Types/>"}),
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
    ],
    ids=["png", "jpeg", "doc", "rtf", "elf", "xlsx", "ods"],
)
def test_another_kind_of_file_is_refused_whatever_its_name_leaves_open(data):
    assert reason(data) == "soort"
    assert reason(data, "bijlage.bin") == "soort"


@pytest.mark.parametrize(
    ("data", "name"),
    [(VISIE.encode(), "nota.pdf"), (pdf(VISIE), "nota.docx"), (word([VISIE]), "nota.txt"), (b"\x89PNG..", "nota.pdf")],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_as_such(data, name):
    assert reason(data, name) == "andere_soort"


def test_a_zip_that_says_it_holds_too_much_is_refused_before_it_is_unpacked():
    bomb = packed({"word/document.xml": b"0" * 40_000_000, "[Content_Types].xml": "<Types/>"})
    assert len(bomb) < 100_000
    assert reason(bomb) == "te_zwaar"
    assert reason(packed({f"word/{number}.xml": "" for number in range(6_000)})) == "te_zwaar"


def test_a_zip_that_lies_about_what_it_holds_is_refused_as_broken():
    data = bytearray(packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"x" * 1000}))
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 10)
    struct.pack_into("<I", data, data.rfind(b"PK\x03\x04") + 22, 10)
    assert reason(bytes(data)) == "kapot"


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY i "">',
        '<!ENTITY file ""><!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi")),
    ],
    ids=["from-disk", "growing"],
)
def test_entities_of_an_odt_are_not_read_from_disk_and_do_not_grow(declared):
    content = f"<!DOCTYPE x [{declared}]>" + content_of("<text:p>Voor &file;&i;na.</text:p>")
    data = packed({"mimetype": ODT, "META-INF/manifest.xml": "<x/>", "content.xml": content})
    try:
        assert formats.read(data).pages == ("Voor na.",)
    except DocumentError as error:
        assert error.reason == "kapot"


def content_of(body):
    """The content of an ODT without the XML declaration."""
    with zipfile.ZipFile(io.BytesIO(writer(body))) as archive:
        return archive.read("content.xml").decode().partition("?>")[2]


def test_too_many_words_are_refused_as_too_long():
    assert reason(b"woord " * (MAX_CHARACTERS // 6 + 1)) == "te_lang"
    with pytest.raises(DocumentError, match="te_lang"):
        documents.pasted("woord " * (MAX_CHARACTERS // 6 + 1))
    with pytest.raises(DocumentError, match="leeg"):
        documents.pasted(" \n ")


def test_there_is_a_sentence_for_every_reason():
    problems = intake.texts()["problemen"]
    assert {f"document_{name}" for name in REASONS} <= problems.keys()
    for problem in problems.values():
        assert problem["titel"] and problem["tekst"] and 400 <= problem["status"] < 600


# In a process of its own


def test_the_limited_process_gives_pages_and_reasons():
    assert documents.read(word([VISIE], [BUDGET]), "nota.docx").pages == (VISIE, BUDGET)
    with pytest.raises(DocumentError, match="andere_soort"):
        documents.read(VISIE.encode(), "nota.pdf")


def test_more_than_ten_megabytes_is_refused_before_a_process_is_started(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a process was started"))
    with pytest.raises(DocumentError, match="te_groot"):
        documents.read(b"x" * (MAX_BYTES + 1))


def test_a_name_with_odd_characters_is_no_argument_of_a_process():
    assert documents.read(VISIE.encode(), "../\0 ; rm -rf .tx\0t").pages == (VISIE,)


def _child(code):
    """Run code after the limits of reading are set; what came out and the exit code."""
    script = f"from routewijzer.documents import child\nchild._limit(1, 256)\n{code}"
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False, env={**os.environ, "HOME": "/"}
    )


@pytest.mark.skipif(sys.platform == "darwin", reason="has no limit on memory")
def test_more_memory_than_the_limit_is_not_had():
    done = _child("bytearray(400 * 1024 * 1024)")
    assert done.returncode != 0 and b"MemoryError" in done.stderr


def test_longer_computing_than_the_limit_ends_the_process():
    done = _child("while True: pass")
    assert done.returncode < 0


def test_nothing_is_written_to_disk(tmp_path):
    target = tmp_path / "uit"
    done = _child(f"open({str(target)!r}, 'w').write('x' * 100000)")
    assert done.returncode != 0 and (not target.exists() or not target.stat().st_size)


def test_a_process_that_falls_over_is_a_document_too_heavy_and_not_an_error_of_ours(monkeypatch):
    monkeypatch.setattr(documents.limited, "_READ_SECONDS", 0.01)
    with pytest.raises(DocumentError, match="te_zwaar"):
        documents.read(word([VISIE]))


def test_the_limits_leave_room_for_a_large_note_of_each_kind():
    many = [[VISIE] * 30 for _ in range(60)]
    body = "".join(paragraphs(*page) + "<text:soft-page-break/>" for page in many)
    for data in (word(*many), writer(body)):
        assert len(documents.read(data).pages) >= 60


def test_the_caller_s_secrets_are_not_in_the_environment_of_the_process(monkeypatch):
    seen = {}
    monkeypatch.setenv("RW_SECRET_KEY", "sleutel")

    def run(command, **options):
        seen.update(options["env"])
        return subprocess.CompletedProcess(command, 0, b'{"pages": ["x"], "numbered": false}')

    monkeypatch.setattr(subprocess, "run", run)
    documents.read(VISIE.encode())
    assert "RW_SECRET_KEY" not in seen


def test_what_the_understanding_finds_comes_over_whole(monkeypatch):
    given = {"visie": Found("geen", 0.9, ((3, 8),)), "smoc": Found(["makelen"], 0.8, ((1, 2), (3, 4)))}

    class Reader:
        def extract(self, text):
            assert text == VISIE
            return given

    monkeypatch.setattr("routewijzer.understanding.Understanding.load", lambda folder: Reader())

    def run(command, **options):
        return subprocess.CompletedProcess(command, 0, json.dumps(child._extract(options["input"])).encode())

    monkeypatch.setattr(subprocess, "run", run)
    assert documents.extract(VISIE) == given


def test_an_understanding_that_fails_is_said_and_blames_no_document(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1, b""))
    with pytest.raises(documents.ExtractionFailed):
        documents.extract(VISIE)
