"""Papers of every kind, sound and broken: the text, or where, why and what next."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from lianzhang.drafting.api import PaperRefused, draft, read_paper
from tests.papers import compound, contents, packed

TEXT = "云岭市产业链行动方案\n一、目标\n到2026年，链主企业达到30家，绿色工厂达到10家。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SYSTEM = "/Registry (A) /Ordering (B) /Supplement 0"


def word(body: str, *more: tuple[str, str]) -> bytes:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    listed = ("[Content_Types].xml", contents("wordprocessingml.document"))
    return packed(listed, ("word/document.xml", document), *more)


def paragraphs(text: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))


def pdf(text: str) -> bytes:
    """One page with a font of two-byte codes that says which characters they are."""
    codes = {char: at for at, char in enumerate(dict.fromkeys(text.replace("\n", "")), 1)}
    shown = "".join(f"<{''.join(f'{codes[char]:04x}' for char in line)}> Tj 0 -20 Td\n" for line in text.split("\n"))
    mapped = "\n".join(f"<{code:04x}> <{ord(char):04x}>" for char, code in codes.items())
    space = "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    cmap = f"begincmap\n{space}\n{len(codes)} beginbfchar\n{mapped}\nendbfchar\nendcmap"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        _stream(f"BT /F 12 Tf 50 700 Td\n{shown}ET"),
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << {SYSTEM} >> >>",
        _stream(cmap),
    ]
    content, at = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        at.append(len(content))
        content += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{each:010d} 00000 n \n" for each in at)
    end = f"xref\n0 8\n0000000000 65535 f \n{table}trailer << /Size 8 /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF"
    return content + end.encode()


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def pages(count: int, password: str = "") -> bytes:
    writer, stream = PdfWriter(), io.BytesIO()
    for _ in range(count):
        writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("方案.txt", TEXT.encode()),
        ("方案.txt", TEXT.encode("utf-8-sig")),
        ("方案.TXT", TEXT.encode("gb18030")),
        ("方案.txt", TEXT.encode("utf-16")),
        ("方案.docx", word(paragraphs(TEXT))),
        ("方案.pdf", pdf(TEXT)),
    ],
)
def test_the_text_of_every_kind(name: str, content: bytes) -> None:
    read = read_paper(name, content)
    assert read.text.strip().split("\n") == TEXT.split("\n")
    assert not read.notes


def test_of_tracked_changes_the_final_text_is_read_and_said() -> None:
    changed = (
        "<w:p><w:r><w:t>链主企业达到</w:t></w:r><w:del><w:r><w:delText>20</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>30</w:t></w:r></w:ins><w:r><w:t>家。</w:t></w:r></w:p>"
    )
    read = read_paper("方案.docx", word(paragraphs(TEXT) + changed))
    assert read.text.endswith("链主企业达到30家。")
    assert "修订痕迹" in read.notes[0]


def test_numbers_that_word_writes_by_itself_are_read() -> None:
    forms = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for at, (form, shown) in enumerate(forms)
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    lines = [
        (0, "目标"),
        (1, "产值"),
        (1, "企业"),
        (2, "链主"),
        (0, "任务"),
        (1, "推进园区建设，到2026年建成园区3个。"),
    ]
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for level, text in lines
    )
    read = read_paper("方案.docx", word(body, ("word/numbering.xml", numbering)))
    assert read.text.split("\n")[:5] == ["一、目标", "（一）产值", "（二）企业", "1.链主", "二、任务"]
    assert [clause.number for clause in draft(read.text).clauses][-1] == "二（一）"


def test_the_cells_of_a_row_are_one_line() -> None:
    table = (
        "<w:tbl><w:tr>"
        + "".join(f"<w:tc>{paragraphs(each)}</w:tc>" for each in ("链主企业", "30家"))
        + "</w:tr></w:tbl>"
    )
    assert read_paper("方案.docx", word(paragraphs(TEXT) + table)).text.endswith("链主企业\t30家")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("方案.txt", b"", "文件是空的"),
        ("方案.txt", b"   \n", "里面没有文字"),
        ("方案.txt", pdf(TEXT), "内容不是这种格式"),
        ("方案.txt", b"\xff\xff\xff", "内容不是这种格式"),
        ("plan.txt", b"By 2026 there shall be thirty leading firms.", "几乎没有汉字"),
        ("方案.doc", compound("WordDocument"), "不读 .doc 文件"),
        ("方案", TEXT.encode(), "不读 .无后缀 文件"),
        ("方案.docx", b"PK\x03\x04broken", "已损坏"),
        ("方案.docx", TEXT.encode(), "内容不是这种格式"),
        ("方案.docx", packed(("xl/workbook.xml", "<x/>")), "内容不是这种格式"),
        ("方案.docx", word("<w:p>"), "已损坏"),
        ("方案.docx", packed(("word/document.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><w/>")), "不会写的内容"),
        ("方案.docx", compound("EncryptedPackage"), "加了密码"),
        ("方案.pdf", pages(1), "是扫描件"),
        ("方案.pdf", pages(1, "geheim"), "加了密码"),
        ("方案.pdf", pages(301), "超过300页"),
        ("方案.pdf", b"%PDF-1.7\nbroken", "已损坏"),
        ("方案.pdf", TEXT.encode(), "内容不是这种格式"),
        ("方案.txt", b"x" * (20 * 1024 * 1024 + 1), "超过20MB"),
        ("方案.txt", "链".encode() * 1_000_001, "超过一百万字"),
    ],
)
def test_what_is_refused_says_where_why_and_what_next(name: str, content: bytes, why: str) -> None:
    with pytest.raises(PaperRefused) as refused:
        read_paper(name, content)
    message = str(refused.value)
    assert message.startswith(f"“{name}”：")
    assert why in message
    assert "请" in message or "可以读" in message


def test_traditional_script_is_said() -> None:
    read = read_paper("方案.txt", "產業鏈鏈長制行動方案：到2026年，鏈主企業達到30家，產業總產值達到500億元。".encode())
    assert "繁体" in read.notes[0]


def test_radicals_that_a_browser_prints_for_characters_are_those_characters() -> None:
    text = "汽⻋产业链⻓制⼯作方案：建设汽车产业链，培育龙头企业，到二〇二五年产值达到三千亿元。⻰头企业家数。"
    read = read_paper("方案.txt", text.encode())
    assert "汽车产业链长制工作方案" in read.text
    assert "龙头企业家数" in read.text
    assert len(read.text.strip()) == len(text)  # places in it stay what they were
