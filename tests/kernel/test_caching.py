"""What is kept, until when, and how much of it."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

from lianzhang.kernel.caching import RevisionCache


class TestAShelf:
    def test_it_gives_an_answer_again_while_the_register_stays_the_same(self) -> None:
        shelf, state, work = RevisionCache(3), uuid4(), count()
        assert [shelf.get_or_compute("a", state, lambda: next(work)) for _ in range(3)] == [0, 0, 0]

    def test_another_state_of_the_register_is_worked_out_anew(self) -> None:
        shelf, work = RevisionCache(3), count()
        assert [shelf.get_or_compute("a", uuid4(), lambda: next(work)) for _ in range(2)] == [0, 1]

    def test_what_was_asked_for_longest_ago_goes_first(self) -> None:
        shelf, state, work = RevisionCache(2), uuid4(), count()

        def ask(key: str) -> int:
            return shelf.get_or_compute(key, state, lambda: next(work))

        assert [ask(key) for key in ("a", "b", "a", "c", "a", "b")] == [0, 1, 0, 2, 0, 3]

    def test_without_a_state_nothing_is_kept(self) -> None:
        shelf, work = RevisionCache(2), count()
        assert [shelf.get_or_compute("a", None, lambda: next(work)) for _ in range(2)] == [0, 1]
