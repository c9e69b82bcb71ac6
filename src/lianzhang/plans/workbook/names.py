"""Ids and the names that stand for them in the workbook: of each row one that no other row of its table has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256

from lianzhang.kernel.folding import fold
from lianzhang.kernel.sheets import CellError, nearest

from .layout import BY_NAME, named_by

__all__ = ["Names", "new_ids"]

LONGEST = 40
# A name that holds what parts several names, or a word from its name, could not be read back.
PARTING = frozenset("；;\n：:")
Cells = Mapping[str, str]


class Names:
    """Of the rows of all tables of one plan, by table."""

    def __init__(self, tables: Mapping[str, Iterable[Cells]]) -> None:
        self._shown: dict[str, dict[str, str]] = {}
        self._known: dict[str, dict[str, str]] = {}
        for table, rows in tables.items():
            if "id" in {column.key for column in BY_NAME[table].sheet.columns}:
                self._add(table, [(row.get("id", ""), row.get(named_by(table), "")) for row in rows])

    def _add(self, table: str, rows: list[tuple[str, str]]) -> None:
        often = Counter(fold(name) for _, name in rows)
        ids = {fold(code) for code, _ in rows}
        shown, known = self._shown.setdefault(table, {}), self._known.setdefault(table, {})
        for code, name in rows:
            plain = name and often[fold(name)] == 1 and not PARTING & set(name) and fold(name) not in ids
            shown[code] = name if plain else f"{name}（{code}）" if name and not PARTING & set(name) else code
            known[fold(shown[code])] = code
        known.update({fold(code): code for code, _ in rows if code})

    def shown(self, table: str, code: str) -> str:
        return self._shown.get(table, {}).get(code, code)

    def shown_in(self, tables: Iterable[str], code: str) -> str:
        """The same where nobody says which of the tables is meant."""
        return next((shown for table in tables if (shown := self.shown(table, code)) != code), code)

    def id_of(self, table: str, name: str) -> str:
        """Raises CellError for a name that no row, or more than one, has."""
        code = self._known.get(table, {}).get(fold(name))
        if code is None:
            title = BY_NAME[table].title
            raise CellError(f"“{title}”表里没有“{name[:60]}”；{nearest(name, self._shown.get(table, {}).values())}")
        return code

    def knows(self, table: str, name: str) -> bool:
        return fold(name) in self._known.get(table, {})


def new_ids(names: list[str], taken: set[str]) -> list[str]:
    """An id for each name, the same whenever the names are the same: its pinyin, and a mark where two share one."""
    from pypinyin import lazy_pinyin

    sounds = ("".join(lazy_pinyin(fold(name))).lower() for name in names)
    spelt = ["".join(letter for letter in sound if letter.isascii() and letter.isalnum()) for sound in sounds]
    often = Counter(spelling[:LONGEST] for spelling in spelt)
    ids = []
    for name, spelling in zip(names, spelt, strict=True):
        code = spelling[:LONGEST]
        if not code or len(spelling) > LONGEST or often[code] > 1 or code in taken:
            code = "-".join(filter(None, (code[: LONGEST - 10], sha256(fold(name).encode()).hexdigest()[:8])))
        ids.append(code)
    return ids
