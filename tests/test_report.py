"""The report: what stands in it, and that every format says the same and is sound in its own way."""

import datetime
import html.parser
import io
import json
import re
import zipfile

import docx
import jsonschema
import pikepdf
import pytest
from docx.oxml.ns import qn
from test_advice import IN_ORDER
from test_change import HALF_KNOWN, LINKED, NOTHING_YET

from routewijzer.report import FORMATS, Earlier, build, render
from routewijzer.report.json_view import schema
from routewijzer.report.tree import Bullets, Picture, Table, Terms

CLOSE = IN_ORDER | {"visie": "gekoppeld"}
ODD = LINKED | {"gemeente": "'s-Hertogenbosch & <omgeving>", "doel": '# Meer | "meedoen" {visie} *nu* \\ \u200bé€'}
CASES = {
    "linked": LINKED,
    "in order": IN_ORDER,
    "nothing yet": NOTHING_YET,
    "half known": HALF_KNOWN,
    "between": CLOSE,
    "odd characters": ODD,
    "empty": {},
}


@pytest.fixture(params=CASES, scope="module")
def case(request):
    """The answers of each case."""
    return CASES[request.param]


@pytest.fixture(scope="module")
def report(kb, today, case):
    """The report on each case."""
    return build(kb, case, today=today)


def words_of(report):
    """Every piece of text of the tree that a reader must find."""
    yield report.title
    for _, value in report.facts:
        yield value
    for section in report.walk():
        yield section.title
        for block in section.blocks:
            yield from _words(block)


def _words(block):
    if isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Table):
        yield block.caption
        yield from (cell for row in (block.header, *block.rows) for cell in row if cell)
    elif isinstance(block, Terms):
        yield from (part for item in block.items for part in (item.title, item.text, item.source) if part)
    elif isinstance(block, Picture):
        yield block.alt
        yield from _words(block.table) if block.table else ()
    elif hasattr(block, "blocks"):
        yield block.title
        yield from (part for inner in block.blocks for part in _words(inner))
    else:
        yield block.text


def squeeze(text):
    return re.sub(r"[\s\u200b]+", "", text)


# --- what stands in it


def test_it_has_all_that_a_report_must_have(report):
    ids = [section.id for section in report.sections]
    assert ids[0] == "uitkomst" and ids[-1] == "verantwoording"
    assert {
        "route",
        "ingredienten",
        "startmemo",
        "afvinklijst",
        "bevindingen",
        "interviews",
        "antwoorden",
        "onbekend",
    } < set(ids)
    every = [section.id for section in report.walk()]
    assert len(every) == len(set(every))
    words = " ".join(words_of(report))
    for said in (
        "15 gemeenten",
        "2018",
        "niet statistisch representatief",
        "vaste regels",
        "24 november 2026",
        "inhoud 1.",
    ):
        assert said in words
    assert not re.search(r"(?<!\{)\{[a-z_]+\}", words.replace("{visie}", ""))


def test_every_criterion_names_its_answer_section_and_rule(kb, today):
    tables = [
        block
        for section in build(kb, LINKED, today=today).walk()
        for block in section.blocks
        if isinstance(block, Table)
    ]
    sources = [row[-1] for table in tables for row in table.rows if "regel" in row[-1]]
    criteria = [c["id"] for item in kb.ingredients for c in item["criteria"]] + [
        c["id"] for c in kb.routes[1]["criteria"]
    ]
    assert sorted(source.rsplit(" ", 1)[1] for source in sources) == sorted(criteria)
    assert all(source.startswith("paragraaf ") for source in sources)


def test_an_answer_says_where_it_came_from(kb, today):
    origins = {
        "visie": {"bron": "document", "citaat": "in onze visie", "pagina": 3},
        "samenwerking": {"bron": "gesprek", "beurt": 12},
        "ambities": {"bron": "adviseur"},
    }
    words = " ".join(words_of(build(kb, LINKED, today=today, origins=origins)))
    for origin in ("pagina 3: 'in onze visie'", "beurt 12", "een adviseur"):
        assert words.count(origin) >= 2  # under the conclusion, and in the list of answers
    assert "niet vastgelegd" in words


def test_between_two_routes_both_are_named_with_what_decides(kb, today):
    made = build(kb, CLOSE, today=today)
    lead = made.sections[0].blocks[0].text
    assert "route 2" in lead and "route 3" in lead and "dicht bij" in lead
    words = " ".join(words_of(made))
    assert "dan past route 3 beter" in words


def test_an_open_route_names_the_questions_that_decide_and_makes_no_plan_for_three(kb, today):
    made = build(kb, {}, today=today)
    words = " ".join(words_of(made))
    assert "staat de route nog niet vast" in words and "Visie op vrijwillige inzet" in words
    assert made.data["memos"] == [] and "te veel routes" in words
    assert {
        memo["route"]
        for memo in build(kb, {"visie": "eigenstandig", "beleid_positie": "onderdeel"}, today=today).data["memos"]
    } == {2, 3}


def test_a_missing_answer_is_never_a_no(kb, today):
    words = " ".join(words_of(build(kb, {}, today=today)))
    assert "nog niet bekend" in words and "ontbreekt nog" not in words


def test_the_checklist_leaves_room_for_owner_and_date(kb, today):
    made = build(kb, LINKED, today=today)
    table = next(section for section in made.sections if section.id == "afvinklijst").blocks[-1]
    assert table.header[-2:] == ("Eigenaar", "Datum")
    assert len(table.rows) == 5 and all(row[-2:] == ("", "") for row in table.rows)


def test_the_memo_uses_the_answers_and_marks_own_readings(kb, today):
    words = " ".join(words_of(build(kb, LINKED | {"doel": "Iedereen doet mee."}, today=today)))
    assert "'Iedereen doet mee.'" in words and "2016 (uw antwoord)" in words and "eigen lezing" in words


def test_the_memo_of_an_open_route_claims_nothing_that_was_not_answered(kb, today):
    made = build(kb, {"visie": "eigenstandig", "beleid_positie": "onderdeel"}, today=today)
    reasons = {memo["route"]: " ".join(memo["reason"]) for memo in made.data["memos"]}
    assert "een eigen, brede visie" in reasons[3]
    for words in ("structureel samen", "doen mee", "betrokken"):
        assert words not in reasons[2] + reasons[3]


def test_the_interviews_show_only_counts_that_the_report_gives(kb, today):
    section = next(s for s in build(kb, LINKED, today=today).sections if s.id == "interviews")
    table = section.blocks[-1].table
    counts = {finding["aantal"]["getal"] for finding in kb.findings if "getal" in finding.get("aantal", {})}
    shown = {int(number) for row in table.rows for number in re.findall(r"\d+", row[2])}
    assert shown <= counts | {kb.report["bron"]["aantal_gemeenten"]}
    assert ["ja" for row in table.rows if row[1] == "deel van een bredere visie"] == ["ja"]
    assert next(row[3] for row in table.rows if row[1] == "eigen, brede visie") == "nee"


def test_snelscan_counts_fewer_questions_as_unanswered(kb, today):
    def unknown(mode):
        section = next(s for s in build(kb, LINKED, today=today, mode=mode).sections if s.id == "onbekend")
        return sum(len(block.rows) for block in section.blocks if isinstance(block, Table))

    assert unknown("snelscan") < unknown("volledig")


def test_a_second_intake_shows_what_changed(kb, today):
    later = LINKED | {"toetsingskader": "ja", "visie": "eigenstandig", "samenwerking": "structureel"}
    made = build(kb, later, today=today, earlier=Earlier(LINKED, datetime.date(2025, 3, 1)))
    section = next(section for section in made.sections if section.id == "vergelijking")
    words = " ".join(part for block in section.blocks for part in _words(block))
    assert "1 maart 2025" in words and "De route was: route 2" in words and "Nu is het: route 3" in words
    assert "Beter dan toen: ingrediënt 5" in words
    same = build(kb, LINKED, today=today, earlier=Earlier(LINKED))
    assert "gelijk gebleven" in " ".join(words_of(same))
    assert made.data["comparison"]["route"] == {"before": 2, "after": 3}


def test_pictures_are_vectors_with_words_and_tell_more_than_by_colour(report):
    pictures = [block for section in report.walk() for block in section.blocks if isinstance(block, Picture)]
    assert [picture.id for picture in pictures] == ["routes", "ingredienten-beeld", "interviews-beeld"]
    for picture in pictures:
        assert picture.svg.startswith("<svg ") and "<title" in picture.svg and "<desc" in picture.svg
        assert "style=" not in picture.svg and "<script" not in picture.svg and "<image" not in picture.svg
        assert picture.alt and picture.title
    for status in ("aanwezig", "gedeeltelijk", "ontbreekt", "nog niet bekend"):
        if f">{status}<" in pictures[1].svg:
            assert status in pictures[1].alt.lower()


# --- every format


def test_json_is_what_its_schema_says(report):
    whole = json.loads(render(report, "json"))
    jsonschema.Draft7Validator.check_schema(schema())
    jsonschema.validate(whole, schema())
    assert whole["report"]["title"] == report.title


def test_the_schema_refuses_what_is_not_a_report(kb, today):
    whole = json.loads(render(build(kb, LINKED, today=today), "json"))
    for spoil in (
        lambda w: w.pop("version"),
        lambda w: w["data"].update(route=4),
        lambda w: w["data"]["ingredients"].update({"1": "half"}),
        lambda w: w["report"]["sections"][0].pop("title"),
        lambda w: w["report"]["sections"][0]["blocks"].append({"type": "film"}),
    ):
        spoilt = json.loads(json.dumps(whole))
        spoil(spoilt)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoilt, schema())


class _Page(html.parser.HTMLParser):
    """Reads a page strictly: what is opened is closed in order."""

    VOID = ("meta", "link", "br", "img", "input", "hr")

    def __init__(self, text):
        super().__init__()
        self.open, self.levels, self.ids, self.refs, self.text, self.tags = [], [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.refs += attributes.get("aria-labelledby", "").split()
        if attributes.get("href", "").startswith("#"):
            self.refs.append(attributes["href"][1:])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "title", "desc"} & set(self.open[-1:]):
            self.text.append(data)


def test_html_is_accessible_and_needs_nothing_else(report):
    text = render(report, "html").decode()
    page = _Page(text)
    assert text.startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert page.levels[0] == 1 and page.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.levels, page.levels[1:]))
    assert len(page.ids) == len(set(page.ids)) and set(page.refs) <= set(page.ids)
    tags = [tag for tag, _ in page.tags]
    assert {"script", "img", "link", "iframe", "form"}.isdisjoint(tags)
    assert not any("style" in attrs or "src" in attrs or "onclick" in attrs for _, attrs in page.tags)
    assert "http" not in re.sub(r'xmlns="http://www.w3.org/2000/svg"', "", text)
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert tags.count("table") == tags.count("caption") and tags.count("main") == 1
    found = squeeze("".join(page.text))
    assert all(squeeze(words) in found for words in words_of(report))


def test_markdown_keeps_the_text_and_its_tables_whole(report):
    text = render(report, "md").decode()
    plain = squeeze(re.sub(r"\\(?=[\\`*_\[\]<>|#.+)-])", "", text))
    assert all(squeeze(words) in plain for words in words_of(report) if "\\" not in words)
    for rows in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows.splitlines()}) == 1
    assert text.startswith(f"# {report.title}")


def test_word_has_real_styles_headings_and_header_rows(report):
    content = render(report, "docx")
    document = docx.Document(io.BytesIO(content))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [section.title for section in report.walk()]
    assert document.paragraphs[0].style.name == "Title" and document.paragraphs[0].text == report.title
    assert document.core_properties.title == f"{report.title} - {report.subtitle}"
    assert document.core_properties.language == "nl-NL"
    assert document.styles.element.find(".//" + qn("w:lang")).get(qn("w:val")) == "nl-NL"
    tables = [b for s in report.walk() for b in s.blocks if isinstance(b, Table)]
    tables += [b.table for s in report.walk() for b in s.blocks if isinstance(b, Picture) and b.table]
    assert len(document.tables) == len(tables)
    for table in document.tables:
        assert table.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    text = squeeze("".join(t.text or "" for t in document.element.body.iter(qn("w:t"))))
    assert all(squeeze(words) in text for words in words_of(report))


def test_word_pictures_are_vectors_with_an_alternative_for_other_programs(kb, today):
    made = build(kb, LINKED, today=today)
    with zipfile.ZipFile(io.BytesIO(render(made, "docx"))) as package:
        names = package.namelist()
        body = package.read("word/document.xml").decode()
        assert {f"word/media/{name}.svg" for name in ("routes", "ingredienten-beeld", "interviews-beeld")} <= set(names)
        assert sum(name.endswith(".png") for name in names) == 3
        assert package.testzip() is None
    assert body.count("svgBlip") >= 3 and body.count("descr=") >= 3


def test_word_survives_being_opened_and_saved(kb, today):
    made = build(kb, LINKED, today=today)
    document = docx.Document(io.BytesIO(render(made, "docx")))
    again = io.BytesIO()
    document.save(again)
    second = docx.Document(io.BytesIO(again.getvalue()))
    assert [p.text for p in second.paragraphs] == [p.text for p in document.paragraphs]
    assert [[c.text for c in r.cells] for t in second.tables for r in t.rows] == [
        [c.text for c in r.cells] for t in document.tables for r in t.rows
    ]


def _structure(element, found):
    """The types of the structure elements under `element`, in order, with their own dictionaries."""
    if isinstance(element, pikepdf.Array):
        for kid in element:
            _structure(kid, found)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            found.append((str(element["/S"]), element))
        if "/K" in element:
            _structure(element["/K"], found)
    return found


def test_pdf_declares_and_has_what_pdf_ua_asks(report):
    with pikepdf.open(io.BytesIO(render(report, "pdf"))) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "nl-NL" and bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == f"{report.title} - {report.subtitle}"
        found = _structure(root.StructTreeRoot["/K"], [])
        kinds = [kind.strip("/") for kind, _ in found]
        levels = [int(kind[1]) for kind in kinds if re.fullmatch(r"H[1-6]", kind)]
        sections = list(report.walk())
        assert len(levels) == len(sections) + 1  # and the table of contents
        assert levels[0] == 1 and all(after <= before + 1 for before, after in zip(levels, levels[1:]))
        figures = [element for kind, element in found if kind == "/Figure"]
        assert len(figures) == 3 and all(str(figure.get("/Alt", "")) for figure in figures)
        tables = sum(
            isinstance(b, Table) or (isinstance(b, Picture) and b.table is not None) for s in sections for b in s.blocks
        )
        assert kinds.count("Table") == tables and kinds.count("TH") >= tables * 2
        assert "L" in kinds and "TOC" in kinds
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
        assert fonts and all("SourceSansPro" in name for name in fonts)


@pytest.mark.parametrize(
    "typed", ["Meedoen 😀", "日本 مرحبا", "a\u202eb\u00ad\ufffe\u200d", "e\u0301é → œ ½ “q”", "x" * 2000]
)
def test_whatever_a_person_typed_every_format_can_be_made(kb, today, typed):
    origins = {"doel": {"bron": "document", "citaat": typed}}
    made = build(kb, LINKED | {"gemeente": typed[:50], "doel": typed}, today=today, origins=origins)
    for kind in FORMATS:
        assert render(made, kind)


def test_the_same_answers_give_the_same_bytes(kb, today):
    for kind in FORMATS:
        if kind != "docx":  # a zip holds the moment it was made
            assert render(build(kb, LINKED, today=today), kind) == render(build(kb, LINKED, today=today), kind)


def test_every_text_of_the_tree_is_filled_in(report):
    assert all(words.strip() for words in words_of(report))
