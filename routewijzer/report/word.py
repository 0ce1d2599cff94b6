"""The report as a Word document: real styles and headings, Dutch, tables with header rows, vector pictures.

Each picture is in it twice: as SVG, which Word draws, and as the PNG that other programs show instead.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

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
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from routewijzer.report.pdf import fonts
from routewijzer.report.tree import Block, Box, Bullets, Paragraph, Picture, Report, Section, Table, Terms

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
_ROLE_STYLES = {"normal": "Normal", "lead": "Kern", "note": "Kleine tekst", "label": "Label"}


def render(report: Report) -> bytes:
    """The document."""
    document = Document()
    _page(document)
    _styles(document)
    _properties(document, report)
    document.add_paragraph(report.title, "Title")
    document.add_paragraph(report.subtitle, "Subtitle")
    facts = document.add_paragraph(style="Kleine tekst")
    for number, (label, value) in enumerate(report.facts):
        facts.add_run(f"{' · ' if number else ''}{label}: ")
        facts.add_run(value).bold = True
    for section in report.sections:
        _section(document, section, 1)
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


def _section(document: DocumentType, section: Section, level: int) -> None:
    heading = document.add_heading(section.title, min(level, 3))
    heading.paragraph_format.page_break_before = section.new_page or None
    for block in section.blocks:
        _block(document, block)
    for part in section.sections:
        _section(document, part, level + 1)


def _block(document: DocumentType, block: Block) -> None:
    if isinstance(block, Paragraph):
        document.add_paragraph(block.text, _ROLE_STYLES[block.role])
    elif isinstance(block, Bullets):
        _bullets(document, block)
    elif isinstance(block, Terms):
        for item in block.items:
            line = document.add_paragraph(style="Normal")
            line.add_run(item.title).bold = True
            line.add_run().add_break()
            line.add_run(item.text)
            if item.source:
                source = line.add_run(f" ({item.source})")
                source.font.size, source.font.color.rgb = Pt(9), SOFT
    elif isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Picture):
        _picture(document, block)
        document.add_paragraph(block.alt, "Kleine tekst")
        if block.table:
            _table(document, block.table)
    elif isinstance(block, Box):
        document.add_paragraph(block.title, "Kader kop")
        for part in block.blocks:
            if isinstance(part, Paragraph):
                document.add_paragraph(part.text, "Kader")
            else:
                for item in part.items:
                    document.add_paragraph(item, "Kader lijst")


def _bullets(document: DocumentType, block: Bullets) -> None:
    style = "List Number" if block.ordered else "List Bullet"
    for item in block.items:
        document.add_paragraph(item, style)


def _table(document: DocumentType, table: Table) -> None:
    document.add_paragraph(table.caption, "Caption")
    grid = document.add_table(rows=0, cols=len(table.header))
    grid.autofit = False
    widths = table.widths or (1,) * len(table.header)
    sizes = [int(TEXT_WIDTH * width / sum(widths)) for width in widths]
    for number, row in enumerate((table.header, *table.rows)):
        cells = grid.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, row)):
            cell.width = sizes[column]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(9.5), True if number == 0 or column == 0 else None
            if number == 0:
                cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{PALE}"/>'))
        properties = grid.rows[-1]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
    for column, size in zip(grid.columns, sizes):
        column.width = size
    _look(grid, table.caption)
    document.add_paragraph(style="Kleine tekst")


def _look(grid: WordTable, caption: str) -> None:
    """Lines between the rows, a first row and column that are headers, and the caption as the table's title."""
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in ("top", "bottom", "insideH")
    )
    margins = '<w:top w:w="60" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/>'
    properties = grid._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), caption)
    look.addnext(title)


def _picture(document: DocumentType, picture: Picture) -> None:
    paragraph: WordParagraph = document.add_paragraph(style="Normal")
    paragraph.paragraph_format.keep_with_next = True
    inline = paragraph.add_run().add_picture(io.BytesIO(_png(picture)), width=PICTURE_WIDTH)
    for side in "TBLR":
        inline._inline.set(f"dist{side}", "0")
    described = inline._inline.docPr
    described.set("title", picture.title)
    described.set("descr", f"{picture.title}. {picture.alt}")
    package = document.part.package
    name = PackURI(f"/word/media/{picture.id}.svg")
    relation = document.part.relate_to(Part(name, "image/svg+xml", picture.svg.encode(), package), _SVG_RELATION)
    blip = next(inline._inline.iter(qn("a:blip")))
    blip.append(parse_xml(_SVG_EXTENSION.format(relation=relation)))


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
