"""The engine that walks lifecycles, on a table of its own."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from lianzhang.kernel.lifecycle import GONE, Ask, AskKind, Lifecycle, Step, StepRefused, need, reason


@dataclass
class Paper:
    state: str = "draft"
    locked: bool = False
    authors: tuple[int, ...] = (7,)


@dataclass
class Clerk:
    pk: int = 1
    may: set[str] = field(default_factory=set)

    def has_perm(self, perm: str, row: object = None) -> bool:
        return perm in self.may


@need("没有锁定")
def unlocked(row: Any, by: Any) -> str:
    return "已锁定" if row.locked else ""


PAPERS = Lifecycle(
    "paper",
    {"draft": "草稿", "sent": "已发"},
    (
        Step(
            name="send",
            title="发出",
            sources=("draft",),
            to="sent",
            permission="send",
            needs=(unlocked,),
            asks=(reason("理由"),),
        ),
        Step(name="burn", title="销毁", sources=("draft", "sent"), to=GONE, permission="burn"),
        Step(name="sign", title="签发", sources=("sent",), to=None, permission="sign", decides=True, needs=(unlocked,)),
        Step(name="age", title="归档", sources=("sent",), to="sent", permission="burn", by_hand=False),
    ),
)
EVERYTHING = Clerk(may={"send", "burn", "sign"})


def test_a_step_whose_conditions_hold_may_be_taken():
    assert PAPERS.check(Paper(), "send", EVERYTHING, reason="到期").name == "send"


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
        PAPERS.check(paper, "send", clerk, **given)
    assert refused.value.why == why
    assert paper.state == before


def test_offers_hold_each_fitting_step_with_the_reason_against_it():
    offers = PAPERS.offers(Paper(), Clerk(may={"send"}))
    assert [(offer.step.name, bool(offer.refusal)) for offer in offers] == [("send", False), ("burn", True)]


def test_an_offer_tells_of_its_row_what_the_step_will_do():
    told = {"effect": "归档。", "effect_on": lambda paper: "归入密柜。" if paper.locked else "归入明柜。"}
    step = Step(name="file", title="归档", sources=("draft",), to=None, permission="send", **told)
    table = Lifecycle("paper", {"draft": "草稿"}, [step])
    offers = [table.offers(Paper(locked=locked), EVERYTHING)[0] for locked in (True, False)]
    assert [offer.step.effect for offer in offers] == ["归入密柜。", "归入明柜。"]
    assert step.effect == "归档。"


def test_a_step_that_follows_from_another_is_not_offered():
    assert [offer.step.name for offer in PAPERS.offers(Paper("sent"), EVERYTHING)] == ["burn", "sign"]


def test_nobody_decides_on_what_they_have_typed():
    author = Clerk(pk=7, may={"sign"})
    with pytest.raises(StepRefused, match="不能自己签发") as refused:
        PAPERS.check(Paper("sent"), "sign", author)
    assert refused.value.why == "need"
    assert PAPERS.check(Paper("sent"), "sign", Clerk(pk=8, may={"sign"})).name == "sign"


def test_an_offer_says_all_that_is_missing():
    offers = PAPERS.offers(Paper("sent", locked=True), Clerk(pk=7, may={"sign"}))
    offer = next(each for each in offers if each.step.name == "sign")
    assert offer.missing == (offer.refusal, "已锁定")


@pytest.mark.parametrize(
    ("ask", "answer", "fault"),
    [
        (reason("理由"), "  ", "请写理由"),
        (reason("理由"), "到\0期", "不能保存的字符"),
        (reason("理由"), "长" * 301, "最多300个字"),
        (Ask(name="on", title="日期", kind=AskKind.DATE), "昨天", "写成日期"),
        (Ask(name="on", title="日期", kind=AskKind.DATE), None, "请选日期"),
        (Ask(name="way", title="办法", kind=AskKind.CHOICE, choices={"a": "甲"}), "b", "只能是甲"),
        (Ask(name="to", title="单位", kind=AskKind.UNIT, required=False), None, ""),
        (Ask(name="on", title="日期", kind=AskKind.DATE), date(2023, 1, 1), ""),
        (Ask(name="to", title="单位", kind=AskKind.UNIT), "17", "单位请重新选"),
        (Ask(name="paper", title="文件", kind=AskKind.ATTACHMENT), "a.pdf", "文件请重新选"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(ask, answer, fault):
    assert fault in ask.fault(answer)
    assert bool(ask.fault(answer)) == bool(fault)


def test_a_table_that_names_an_unknown_clock_or_a_step_twice_is_refused():
    step = Step(name="send", title="发出", sources=("draft",), to="draft", permission="send")
    with pytest.raises(ValueError, match="twice"):
        Lifecycle("paper", {"draft": "草稿"}, (step, step))
    with pytest.raises(ValueError, match="clocks"):
        Lifecycle("paper", {"draft": "草稿"}, (replace(step, starts=("answer",)),))


def test_a_table_that_names_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="nowhere"):
        Lifecycle("paper", {"draft": "草稿"}, (replace(PAPERS.steps["send"], to="nowhere"),))
