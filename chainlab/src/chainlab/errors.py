"""What chainlab says when it cannot answer: where it stands, why, and what to do next.
One class, so that a caller catches one thing; the application translates the texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

# An error names so many rows; the rest it counts.
NAMED = 3


class ChainlabError(ValueError):
    """Input that cannot be used, or a question that has no answer."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from: a file's or a table's name, and the number that its first row has there."""

    name: str = "links"
    first_row: int = 0

    def error(self, column: str, rows: Sequence[int] | NDArray[Any], problem: str, remedy: str) -> ChainlabError:
        """The error about some rows of a column; `rows` count from 0 in what was read."""
        count = len(rows)
        named = ", ".join(str(int(row) + self.first_row) for row in rows[:NAMED])
        more = f" and {count - NAMED} more" if count > NAMED else ""
        plural = "row" if count == 1 else "rows"
        return ChainlabError(f"{self.name}, column {column}, {plural} {named}{more}: {problem}. {remedy}")


class Stopped(ChainlabError):
    """A run was ended from outside."""
