"""The engine that walks lifecycles, on a table of its own."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from lianzhang.kernel.lifecycle import GONE, Lifecycle, Step, StepRefused


@dataclass
class Paper:
    state: str = "draft"
    locked: bool = False


@dataclass
class Clerk:
    may: set[str] = field(default_factory=set)

    def has_perm(self, perm: str, row: object = None) -> bool:
        return perm in self.may


def unlocked(row: Any, by: Any) -> str:
    return "已锁定" if row.locked else ""


PAPERS = Lifecycle(
    {"draft": "草稿", "sent": "已发"},
    (
        Step("send", "发出", ("draft",), "sent", "send", needs=(unlocked,), asks={"reason": "理由"}),
        Step("burn", "销毁", ("draft", "sent"), GONE, "burn"),
        Step("age", "归档", ("sent",), "sent", "burn", by_hand=False),
    ),
)
EVERYTHING = Clerk({"send", "burn"})


def test_a_step_moves_the_row_to_where_it_leads():
    paper = Paper()
    assert PAPERS.take(paper, "send", EVERYTHING, reason="到期").name == "send"
    assert paper.state == "sent"


@pytest.mark.parametrize(
    ("paper", "clerk", "given", "why", "words"),
    [
        (Paper("sent"), EVERYTHING, {"reason": "到期"}, "state", "只有“草稿”的可以"),
        (Paper(), Clerk(), {"reason": "到期"}, "permission", "您现在的岗位不能发出这一条"),
        (Paper(locked=True), EVERYTHING, {"reason": "到期"}, "need", "已锁定"),
        (Paper(), EVERYTHING, {"reason": "  "}, "ask", "请写理由"),
    ],
)
def test_a_step_that_may_not_be_taken_says_why_and_leaves_the_row(paper, clerk, given, why, words):
    before = paper.state
    with pytest.raises(StepRefused, match=words) as refused:
        PAPERS.take(paper, "send", clerk, **given)
    assert refused.value.why == why
    assert paper.state == before


def test_offers_hold_each_fitting_step_with_the_reason_against_it():
    offers = PAPERS.offers(Paper(), Clerk({"send"}))
    assert [(offer.step.name, bool(offer.refusal)) for offer in offers] == [("send", False), ("burn", True)]


def test_a_step_that_follows_from_another_is_not_offered():
    assert [offer.step.name for offer in PAPERS.offers(Paper("sent"), EVERYTHING)] == ["burn"]


def test_a_table_that_names_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="nowhere"):
        Lifecycle({"draft": "草稿"}, (Step("send", "发出", ("draft",), "nowhere", "send"),))
