"""What a page says, as its reader would: the text without tags, the links, the rows of its tables."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

from django.http import HttpResponse
from openpyxl import load_workbook


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.skipping = tag in ("script", "style")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if given.get("id"):
            self.ids.append(given["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.skipping = False

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.words.append(data)


class Reading:
    def __init__(self, response: HttpResponse) -> None:
        assert response.status_code == 200, response.status_code
        reader = _Reader()
        reader.feed(response.content.decode())
        self.html = response.content.decode()
        self.text = re.sub(r"\s+", "", "".join(reader.words))
        self.links, self.ids = reader.links, reader.ids

    @property
    def answer(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        return re.sub(r"\s+|<[^>]+>", "", found[1]) if found else ""


def sheet_rows(response: HttpResponse) -> list[dict[str, object]]:
    """The rows of the first sheet of a workbook, by heading."""
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(response.content), read_only=True).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]
