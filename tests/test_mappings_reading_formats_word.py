"""Word documents: merged cells, automatic numbers, tracked changes, struck-out text, and the small print of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading import plan_of, read_plan
from mappings.reading.formats.word import read_word
from mappings.reading.table.rows import Table
from tests.examples.plan_files import archive, relations, word_file, word_parts

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if '<' in content else _run(content)}</w:p>"


def _cell(content: str, properties: str = "") -> str:
    body = content if content.startswith(("<w:p>", "<w:sdt>", "<w:tbl>")) else _paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{body}</w:tc>"


def _row(*cells: str, properties: str = "") -> str:
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(one if '<w:tc>' in one else _cell(one) for one in cells)}</w:tr>"
    )


def _table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


HEADER = _row("№", "Мероприятие", "Исполнитель", "Срок")


def _read(body: str, **parts: str) -> Table:
    return read_word(word_parts(body, **parts))


def _rows(*rows: str, **parts: str) -> list[tuple[str, ...]]:
    return [row.cells for row in _read(_table(HEADER, *rows), **parts).rows[1:]]


def _texts(*paragraphs: str, **parts: str) -> tuple[str, ...]:
    return _read("".join(paragraphs), **parts).heading


def test_cells_merged_across_and_down() -> None:
    """`gridSpan` and `vMerge` are what a clerk's merged cells become."""
    below = _row("1.2.", "Закупка", _cell("", "<w:vMerge/>"), "2026")
    rows = _rows(
        _row(_cell("I. РАЗВИТИЕ", '<w:gridSpan w:val="4"/>')),
        _row("1.1.", "Ремонт", _cell("Отдел", '<w:vMerge w:val="restart"/>'), "2025"),
        below,
        below.replace("<w:vMerge/>", '<w:vMerge w:val="continue"/>'),
    )
    assert rows == [
        ("I. РАЗВИТИЕ", "", "", ""),
        ("1.1.", "Ремонт", "Отдел", "2025"),
        ("1.2.", "Закупка", "Отдел", "2026"),
        ("1.2.", "Закупка", "Отдел", "2026"),
    ]


def test_a_row_that_begins_further_right() -> None:
    """Columns left free at a row's beginning are empty cells."""
    assert _rows(_row("книг", "Отдел", "2025", properties='<w:gridBefore w:val="1"/>')) == [
        ("", "книг", "Отдел", "2025")
    ]


def test_places_and_headings() -> None:
    """Rows are counted within their table; what stands above is the heading, an empty paragraph no part of it."""
    table = _read(_paragraph("План") + "<w:p/>" + _table(HEADER, _row("1.", "а", "б", "в")) + _paragraph("Глава"))
    assert table.heading == ("План",)
    assert [row.place for row in table.rows] == [Place(table=1, row=1), Place(table=1, row=2)]


def test_several_tables_and_texts_between() -> None:
    """A table that goes on, and a section named above it."""
    body = _table(HEADER, _row("1.", "а", "б", "в")) + _paragraph("II. ДЕЛА") + _table(_row("2.", "г", "д", "е"))
    table = _read(body)
    assert [row.cells for row in table.rows[1:]] == [("1.", "а", "б", "в"), ("II. ДЕЛА",), ("2.", "г", "д", "е")]
    assert [row.place for row in table.rows[2:]] == [Place(table=2), Place(table=2, row=1)]


def test_a_table_within_a_cell() -> None:
    """In the plan's cell it is text; the plan itself may stand in the cell of a layout, and be found there."""
    inner = _table(_row("книг", "100"))
    assert _rows(_row("1.", _cell(_paragraph("Куплено") + inner), "Отдел", "2025"))[0][1] == "Куплено книг 100"
    plan = _table(HEADER, _row("1.", "а", "б", "в"))
    table = _read(_table(_row(_cell(_paragraph("План") + plan))))
    assert (table.heading, table.rows[1].cells) == (("План",), ("1.", "а", "б", "в"))


def test_content_controls() -> None:
    """Rows, cells and texts in content controls are read like any other."""
    wrapped = (
        _row("1.", "а", "б", "в")
        .replace("<w:tc>", "<w:sdt><w:sdtContent><w:tc>", 1)
        .replace("</w:tc>", "</w:tc></w:sdtContent></w:sdt>", 1)
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{wrapped}</w:sdtContent></w:sdt>"
    inline = _cell(f"<w:sdt><w:sdtContent>{_paragraph('да')}</w:sdtContent></w:sdt>")
    assert _rows(control, _row("2.", inline, "б", "в")) == [("1.", "а", "б", "в"), ("2.", "да", "б", "в")]


def test_breaks_hyphens_and_signs() -> None:
    """A break is a blank, a hyphen that may be there or not is nothing, one that does not break is a hyphen."""
    run = (
        "<w:r><w:t>до</w:t><w:br/><w:t>кон</w:t><w:softHyphen/><w:t>ца</w:t><w:tab/><w:t>2025</w:t><w:noBreakHyphen/>"
        '<w:t>го</w:t><w:cr/><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    )
    assert _texts(_paragraph(run)) == ("до конца 2025-го ≥",)


def test_what_is_beside_the_text() -> None:
    """Notes, pictures, text boxes and field codes are not part of a cell; a field's result and a link's text are."""
    content = (
        '<w:r><w:t>а</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        f"<w:hyperlink>{_run('б')}</w:hyperlink><w:fldSimple>{_run('в')}</w:fldSimple>"
        f"<w:r><w:pict>{_paragraph('рамка')}</w:pict></w:r><w:drawing>{_paragraph('рамка')}</w:drawing>"
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>г</m:t></m:r></m:oMath>'
    )
    assert _texts(_paragraph(content)) == ("абвг",)


def test_tracked_changes_count_as_accepted() -> None:
    """What was put in is there, what was taken out or moved away is not: texts, rows, and a number's paragraph."""
    changed = (
        f"<w:ins>{_run('новый ')}</w:ins><w:del><w:r><w:delText>старый</w:delText></w:r></w:del>"
        f"<w:moveTo>{_run('сюда')}</w:moveTo><w:moveFrom>{_run('отсюда')}</w:moveFrom>"
    )
    assert _texts(_paragraph(changed)) == ("новый сюда",)
    rows = _rows(
        _row("1.", "а", "б", "в", properties="<w:del/>"),
        _row("2.", "г", "д", "е", properties="<w:ins/>"),
        _row("3.", "ж", "з", "и", properties="<w:hidden/>"),
    )
    assert rows == [("2.", "г", "д", "е")]
    assert _rows(_row("1.", "а", f"<w:del>{_cell('б')}</w:del>", "в")) == [("1.", "а", "в", "")]


def test_struck_out_text_is_left_out_and_told() -> None:
    """The old date beside the new one is no date any more, but somebody may want to know."""
    old = _run("2024", "<w:strike/>") + _run(" год", "<w:dstrike/>") + _run("2025") + _run("!", '<w:strike w:val="0"/>')
    row = _read(_table(HEADER, _row("1.", "а", "б", _cell(_paragraph(old))))).rows[1]
    assert row.cells[3] == "2025!"
    assert row.doubts == (("text-struck", "2024 год"),)


def test_a_row_struck_out_as_a_whole() -> None:
    """It comes as an empty row, with its words among the doubts."""
    struck = [_cell(_paragraph(_run(text, "<w:strike/>"))) for text in ("1.", "Ремонт", "Отдел", "2025")]
    row = _read(_table(HEADER, _row(*struck))).rows[1]
    assert row.cells == ("", "", "", "")
    assert [text for _code, text in row.doubts] == ["1.", "Ремонт", "Отдел", "2025"]


STYLES = f"""<w:styles {_W}>
<w:style w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:styleId="Older"><w:basedOn w:val="Old"/></w:style>
<w:style w:styleId="Listed"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Second"><w:basedOn w:val="Listed"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Linked"><w:basedOn w:val="Listed"/></w:style>
<w:style w:styleId="Round"><w:basedOn w:val="Round"/></w:style>
</w:styles>"""


def test_styles_strike_out_too() -> None:
    """A style may strike out, by itself or through the one it is based on; what stands at the text itself wins."""
    runs = _run("а", '<w:rStyle w:val="Older"/>') + _run("б", '<w:rStyle w:val="Older"/><w:strike w:val="false"/>')
    struck = _paragraph(_run("в") + _run("г", '<w:strike w:val="0"/>'), '<w:pStyle w:val="Old"/>')
    assert _texts(_paragraph(runs), struck, _paragraph("д", '<w:pStyle w:val="Round"/>'), styles=STYLES) == (
        "б",
        "г",
        "д",
    )


def test_hidden_text() -> None:
    """What is hidden is not printed."""
    assert _texts(_paragraph(_run("а") + _run("б", "<w:vanish/>"))) == ("а",)


def _level(number: int, text: str, *, form: str = "decimal", more: str = "", start: int = 1) -> str:
    settings = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{number}">{settings}</w:lvl>'


def _numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    kind = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return f"<w:numbering {_W}>{kind}{lists}</w:numbering>"


TWO_LEVELS = (_level(0, "%1."), _level(1, "%1.%2."))


def _numbered(level: int = 0, text: str = "", number: str = "1", more: str = "") -> str:
    return _paragraph(
        _run(text) if text else "<w:r/>",
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>{more}',
    )


def test_automatic_numbers_in_their_column() -> None:
    """The number's cell holds an empty paragraph: Word puts «1.1.» there and so do we."""
    rows = _rows(
        *(_row(_cell(_numbered(level)), "а", "б", "в") for level in (0, 1, 1, 0, 1)), numbering=_numbering(*TWO_LEVELS)
    )
    assert [row[0] for row in rows] == ["1.", "1.1.", "1.2.", "2.", "2.1."]


def test_automatic_numbers_before_a_text() -> None:
    """They stand before the words of their paragraph, as on the page."""
    texts = _texts(_numbered(1, "Ремонт"), _numbered(1, "Закупка"), numbering=_numbering(*TWO_LEVELS))
    assert texts == ("1.1. Ремонт", "1.2. Закупка")


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", ["27", "28"]),
        ("decimalZero", ["27", "28"]),
        ("upperRoman", ["XXVII", "XXVIII"]),
        ("lowerRoman", ["xxvii", "xxviii"]),
        ("upperLetter", ["AA", "BB"]),
        ("lowerLetter", ["aa", "bb"]),
        ("russianLower", ["э", "ю"]),
        ("russianUpper", ["Э", "Ю"]),
        ("none", []),
        ("bullet", []),
        ("chineseCounting", ["27", "28"]),
    ],
)
def test_forms_of_numbers(form: str, numbers: list[str]) -> None:
    """Digits, roman digits, letters of both alphabets; a bullet is no number, and an unknown form is digits."""
    level = _level(0, "%1", form=form, start=27)
    assert list(_texts(_numbered(), _numbered(), numbering=_numbering(level))) == numbers


def test_numbers_that_a_form_cannot_write() -> None:
    """Nought has no letter, and beyond the last doubled letter digits stand."""
    for form, start, text in (("upperRoman", 0, "0"), ("lowerLetter", 26 * 26 + 1, "677"), ("decimalZero", 7, "07")):
        assert _texts(_numbered(), numbering=_numbering(_level(0, "%1", form=form, start=start))) == (text,)


def test_levels_that_do_not_begin_anew() -> None:
    """`lvlRestart` 0 keeps a level counting through; `isLgl` writes the levels above in digits."""
    through = _level(1, "%1.%2", more='<w:lvlRestart w:val="0"/><w:isLgl/>')
    numbering = _numbering(_level(0, "%1", form="upperRoman"), through)
    assert _texts(*(_numbered(level) for level in (0, 1, 0, 1)), numbering=numbering) == ("I", "1.1", "II", "2.2")


def test_lists_of_one_kind() -> None:
    """They go on with each other, unless one begins at a number of its own or prints otherwise."""
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        f"{_level(0, '(%1)')}</w:lvlOverride>"
        '<w:lvlOverride w:ilvl="x"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    paragraphs = [_numbered(0, number=number) for number in ("1", "2", "3", "3", "1")]
    assert _texts(*paragraphs, numbering=_numbering(*TWO_LEVELS, lists=lists)) == ("1.", "2.", "(7)", "(8)", "9.")


def test_numbers_by_style() -> None:
    """A style may number its paragraphs, on a level it names or that names it; 0 takes the number away."""
    numbering = _numbering(
        _level(0, "%1."), _level(1, "%1.%2."), _level(2, "%1.%2.%3.", more='<w:pStyle w:val="Linked"/>')
    )
    texts = _texts(
        *(_paragraph("а", f'<w:pStyle w:val="{style}"/>') for style in ("Listed", "Second", "Linked", "None")),
        _paragraph("б", '<w:pStyle w:val="Listed"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        numbering=numbering,
        styles=STYLES,
    )
    assert texts == ("1. а", "1.1. а", "1.1.1. а", "а", "б")


def test_a_kind_that_takes_its_levels_from_a_style() -> None:
    """`numStyleLink` leads to the list of a style and so to its levels."""
    numbering = (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{"".join(TWO_LEVELS)}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Listed"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        "</w:numbering>"
    )
    assert _texts(_numbered(0, number="2"), numbering=numbering, styles=STYLES) == ("1.",)


def test_numbers_that_lead_nowhere() -> None:
    """A list or a level that is not there gives no number."""
    assert _texts(_numbered(0, "а", "9"), _numbered(5, "б"), numbering=_numbering(*TWO_LEVELS)) == ("а", "б")
    assert _texts(_numbered(0, "а")) == ("а",)


def test_numbers_that_are_gone() -> None:
    """A paragraph whose mark was deleted or hidden has no number and counts for none; a struck-out mark strikes it."""
    gone = [_numbered(0, more=f"<w:rPr>{mark}</w:rPr>") for mark in ("<w:del/>", "<w:vanish/>")]
    struck = _numbered(0, "б", more="<w:rPr><w:strike/></w:rPr>")
    assert _texts(*gone, _numbered(0, "а"), struck, _numbered(0, "в"), numbering=_numbering(*TWO_LEVELS)) == (
        "1. а",
        "б",
        "3. в",
    )


def test_a_document_of_word_itself(tmp_path: Path) -> None:
    """Styles, numbering and merged cells as the library writes them, numbers by its own list style."""

    def number(document: Any) -> None:
        document.add_paragraph("после", style="List Number")
        document.paragraphs[0].insert_paragraph_before("первое", style="List Number")

    path = tmp_path / "plan.docx"
    path.write_bytes(word_file(number))
    plan = read_plan(path)
    assert plan.title == "План мероприятий на 2021 – 2030 годы"
    assert len(plan.measures) == 3


@pytest.mark.parametrize(
    "parts",
    [
        {"[Content_Types].xml": "<Types/>"},
        {"_rels/.rels": relations(("officeDocument", "word/document.xml"))},
        {"_rels/.rels": relations(("officeDocument", "a.xml")), "a.xml": "<a><b></a>"},
        {"_rels/.rels": relations(("officeDocument", "a.xml")), "a.xml": ""},
    ],
)
def test_archives_that_are_no_document(parts: dict[str, str | bytes]) -> None:
    """An archive without the document, or with a broken one, is told as damaged."""
    with pytest.raises(DocumentError) as refused:
        read_word(archive(parts))
    assert refused.value.code == "document-broken"


def test_headings_and_bullets() -> None:
    """A heading is told by its level or its style's, a bullet by its list: together they make a list by dates."""
    styles = (
        f'<w:styles {_W}><w:style w:styleId="H"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:styleId="M"><w:basedOn w:val="H"/></w:style></w:styles>'
    )
    levels = (_level(0, "•", form="bullet"), _level(1, "o", form="bullet"))
    document = _read(
        "".join(
            (
                _paragraph("Дорожная карта", '<w:outlineLvl w:val="0"/>'),
                _paragraph("Работы 2025 года", '<w:pStyle w:val="M"/>'),
                *(_numbered(level, text) for level, text in ((0, "Уборка"), (1, "Двор"), (0, "Покраска"))),
                _paragraph("Примечание", '<w:outlineLvl w:val="9"/>'),
                _paragraph("Работы 2026 года", '<w:pStyle w:val="H"/>'),
                _numbered(0, "Ремонт"),
            )
        ),
        styles=styles,
        numbering=_numbering(*levels),
    )
    assert [one.mark for one in document.written] == ["# ", "## ", "- ", "  - ", "- ", "", "## ", "- "]
    plan = plan_of(document)
    assert [(one.title, one.deadlines[0].due.year) for one in plan.measures] == [
        ("Уборка; Двор", 2025),
        ("Покраска", 2025),
        ("Ремонт", 2026),
    ]
