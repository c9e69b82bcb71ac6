"""Plan folders for tests, all invented: two of a city, one each of a province, a development zone, a county; copies."""

import shutil
from pathlib import Path

FOLDERS = Path(__file__).parent
LINHAI = FOLDERS / "linhai-2024-2026"
BEFORE = FOLDERS / "linhai-2021-2023"
PROVINCE = FOLDERS / "linglan-2024-2026"
ZONE = FOLDERS / "binwan-2025-2027"
COUNTY = FOLDERS / "qingshi-2025-2026"


def copy_of(folder: Path, to: Path) -> Path:
    return shutil.copytree(folder, to / folder.name)


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the one occurrence of `old`; a test whose edit does not fit any more fails here."""
    content = (folder / file).read_text("utf-8")
    assert content.count(old) == 1, f"{file} holds {old!r} {content.count(old)} times"
    (folder / file).write_text(content.replace(old, new), "utf-8")


def append(folder: Path, file: str, line: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")
