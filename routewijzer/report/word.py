"""The report as a Word document: real styles and headings, Dutch, tables with header rows, vector pictures.

Each picture is in it twice: as SVG, which Word draws, and as the PNG that other programs show instead.
"""

from __future__ import annotations

import datetime
import io
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import typst
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from routewijzer.report.pdf import fonts
from routewijzer.report.tree import Block, Box, Bullets, Paragraph, Picture, Report, Section, Table, Term, Terms

LANGUAGE = "nl-NL"
INK, SOFT, ACCENT = RGBColor(0x1B, 0x2A, 0x33), RGBColor(0x4A, 0x5A, 0x63), RGBColor(0x0F, 0x5C, 0x6E)
PALE, LINE = "E6F0F2", "8A99A1"
FONT = "Calibri"
TEXT_WIDTH, PICTURE_WIDTH = Cm(16.6), Cm(14.4)
BOX_INDENT, HANGING = Cm(0.3), Cm(0.335)
_SVG_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_SVG_EXTENSION = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/>'
    "</a:ext></a:extLst>"
)
#: Lines between the rows; the first row and the first column are headers.
_TABLE_LOOK = (
    '<w:tblBorders><w:top {edge}/><w:bottom {edge}/><w:insideH {edge}/></w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/>'
    '</w:tblCellMar><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" '
    'w:noHBand="1" w:noVBand="1"/>'
).format(edge=f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"')
_ROLE_STYLES = {"normal": "Normal", "lead": "Kern", "note": "Kleine tekst", "label": "Label"}


def render(report: Report) -> bytes:
    """The document."""
    document = Document()
    _page(document)
    _styles(document)
    _properties(document, report)
    writer = _Writer(document)
    writer.paragraph(report.title, "Title")
    writer.paragraph(report.subtitle, "Subtitle")
    facts = writer.paragraph("", "Kleine tekst")
    for number, (label, value) in enumerate(report.facts):
        facts.add_run(f"{' · ' if number else ''}{label}: ")
        facts.add_run(value).bold = True
    for section in report.sections:
        writer.section(section, 1)
    _footer(document, report)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)


def _properties(document: DocumentType, report: Report) -> None:
    day = datetime.datetime.fromisoformat(report.data["date"])
    properties = document.core_properties
    properties.title = f"{report.title} - {report.subtitle}"
    properties.subject = report.subtitle
    properties.author = properties.last_modified_by = "Routewijzer"
    properties.language = LANGUAGE
    properties.comments = ""
    properties.created = properties.modified = day


def _font(style: Any, size: float, color: RGBColor = INK, bold: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = color
    fonts_of = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts_of.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts_of.set(qn(f"w:{name}"), FONT)


def _space(style: Any, before: float, after: float, keep: bool = False) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    form.line_spacing = 1.1


def _styles(document: DocumentType) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), LANGUAGE)
    _font(styles["Normal"], 10.5)
    _space(styles["Normal"], 0, 6)
    _font(styles["Title"], 24, ACCENT, True)
    _space(styles["Title"], 0, 2)
    _border(styles["Title"], top=ACCENT)
    _font(styles["Subtitle"], 15, INK, True)
    _space(styles["Subtitle"], 0, 8)
    for level, size, before in ((1, 17, 24), (2, 13, 16), (3, 11, 12)):
        _font(styles[f"Heading {level}"], size, INK if level == 3 else ACCENT, True)
        _space(styles[f"Heading {level}"], before, 5, keep=True)
    _border(styles["Heading 1"], bottom=ACCENT)
    _font(styles["Caption"], 9.5, INK, True)
    _space(styles["Caption"], 10, 4, keep=True)
    for name in ("List Bullet", "List Number"):
        _space(styles[name], 0, 3)
    for name, size, color, bold in (
        ("Kern", 14, INK, True),
        ("Label", 10.5, INK, True),
        ("Kleine tekst", 9, SOFT, None),
        ("Kader", 10.5, INK, None),
        ("Kader kop", 10.5, ACCENT, True),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, size, color, bold)
    _space(styles["Label"], 8, 3, keep=True)
    _space(styles["Kleine tekst"], 0, 2)
    for name, before, after, keep in (("Kader kop", 10, 2, True), ("Kader", 0, 3, False)):
        _space(styles[name], before, after, keep)
        _border(styles[name], left=ACCENT)
        styles[name].paragraph_format.left_indent = BOX_INDENT
    listed = styles.add_style("Kader lijst", WD_STYLE_TYPE.PARAGRAPH)
    listed.base_style = styles["List Bullet"]
    _space(listed, 0, 3)
    _border(listed, left=ACCENT)
    # A hanging indent that starts where the text of the box does, so that the border is one line.
    listed.paragraph_format.left_indent = BOX_INDENT + HANGING
    listed.paragraph_format.first_line_indent = -HANGING


def _border(style: Any, **sides: RGBColor) -> None:
    borders = OxmlElement("w:pBdr")
    for side, color in sides.items():
        edge = OxmlElement(f"w:{side}")
        thick = {"top": "36", "left": "24", "bottom": "12"}[side]
        for name, value in (("val", "single"), ("sz", thick), ("space", "6"), ("color", str(color))):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
        "w:outlineLvl",
    )  # fmt: skip


class _Writer:
    """Adds the parts of the tree to a document, in order."""

    def __init__(self, document: DocumentType) -> None:
        self.document = document
        # Looking a style up by its name costs more than all the rest.
        self.ids = {style.name: style.style_id for style in document.styles}

    def paragraph(self, text: str, style: str) -> WordParagraph:
        """A paragraph in a style, by its name."""
        added = self.document.add_paragraph(text)
        added._p.style = self.ids[style]
        return added

    def section(self, section: Section, level: int) -> None:
        """A heading and all under it."""
        heading = self.paragraph(section.title, f"Heading {min(level, 3)}")
        heading.paragraph_format.page_break_before = section.new_page or None
        for block in section.blocks:
            self.block(block)
        for part in section.sections:
            self.section(part, level + 1)

    def block(self, block: Block) -> None:
        """One block."""
        if isinstance(block, Paragraph):
            self.paragraph(block.text, _ROLE_STYLES[block.role])
        elif isinstance(block, Bullets):
            for item in block.items:
                self.paragraph(item, "List Number" if block.ordered else "List Bullet")
        elif isinstance(block, Terms):
            for item in block.items:
                self.term(item)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Picture):
            self.picture(block)
            self.paragraph(block.alt, "Kleine tekst")
            if block.table:
                self.table(block.table)
        elif isinstance(block, Box):
            self.paragraph(block.title, "Kader kop")
            for part in block.blocks:
                if isinstance(part, Paragraph):
                    self.paragraph(part.text, "Kader")
                else:
                    for item in part.items:
                        self.paragraph(item, "Kader lijst")

    def term(self, item: Term) -> None:
        """A title in bold, and its text on the next line."""
        line = self.paragraph("", "Normal")
        line.add_run(item.title).bold = True
        line.add_run().add_break()
        line.add_run(item.text)
        if item.source:
            source = line.add_run(f" ({item.source})")
            source.font.size, source.font.color.rgb = Pt(9), SOFT

    def table(self, table: Table) -> None:
        """A table under its caption, with an empty line after it."""
        self.paragraph(table.caption, "Caption")
        self.document.element.body.insert_element_before(parse_xml(_table_xml(table)), "w:sectPr")
        self.paragraph("", "Kleine tekst")

    def picture(self, picture: Picture) -> None:
        """A picture, twice: the dots that every program shows, and the vectors that Word draws."""
        paragraph = self.paragraph("", "Normal")
        paragraph.paragraph_format.keep_with_next = True
        inline = paragraph.add_run().add_picture(io.BytesIO(_png(picture)), width=PICTURE_WIDTH)
        for side in "TBLR":
            inline._inline.set(f"dist{side}", "0")
        described = inline._inline.docPr
        described.set("title", picture.title)
        described.set("descr", f"{picture.title}. {picture.alt}")
        package = self.document.part.package
        vectors = Part(PackURI(f"/word/media/{picture.id}.svg"), "image/svg+xml", picture.svg.encode(), package)
        relation = self.document.part.relate_to(vectors, _SVG_RELATION)
        blip = next(inline._inline.iter(qn("a:blip")))
        blip.append(parse_xml(_SVG_EXTENSION.format(relation=relation)))


def _table_xml(table: Table) -> str:
    """The whole table at once: making it cell by cell takes ten times as long."""
    widths = table.widths or (1,) * len(table.header)
    sizes = [int(TEXT_WIDTH.twips * width / sum(widths)) for width in widths]
    columns = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    rows = []
    for number, row in enumerate((table.header, *table.rows)):
        cells = "".join(
            _cell_xml(text, size, header=number == 0, bold=number == 0 or column == 0)
            for column, (text, size) in enumerate(zip(row, sizes))
        )
        header = "<w:tblHeader/>" if number == 0 else ""
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>")
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:type="dxa" w:w="{sum(sizes)}"/>{_TABLE_LOOK}'
        f"<w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell_xml(text: str, size: int, *, header: bool, bold: bool) -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>' if header else ""
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{size}"/>{ground}</w:tcPr><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f'<w:r><w:rPr>{weight}<w:sz w:val="19"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        "</w:p></w:tc>"
    )


def _png(picture: Picture) -> bytes:
    """The picture in dots, for programs that do not draw SVG."""
    source = (
        f"#set page(width: {picture.width}pt, height: {picture.height}pt, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    )
    return typst.compile(source.encode(), format="png", ppi=144, sys_inputs={"svg": picture.svg}, font_paths=fonts())


def _footer(document: DocumentType, report: Report) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "Kleine tekst"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, _, rest = report.labels["pagina"].partition("{nummer}")
    between, _, after = rest.partition("{totaal}")
    paragraph.add_run(f"{report.title} - {report.subtitle}   {before}")
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: WordParagraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
