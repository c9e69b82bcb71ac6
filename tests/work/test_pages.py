"""A step taken on a page: what it asks for, who was faster, what is gone; and the help that tells how rows move."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import GONE, Ask, AskKind, Lifecycle, Step, reason
from lianzhang.plans.models import Observation
from lianzhang.plans.observations import actions
from lianzhang.registry.models import Organization
from lianzhang.work.asking import StepForm
from lianzhang.work.help import tell
from lianzhang.work.pages import answer_step
from lianzhang.work.templatetags.steps import ShownStep
from lianzhang.work.workflows import workflows
from tests.acting import seated
from tests.plans.reports import entry_for
from tests.plans.world import World

pytestmark = pytest.mark.django_db

ASKING = Step(
    name="assign",
    title="交办",
    sources=("open",),
    to="open",
    permission="ask",
    asks=(
        reason("理由"),
        Ask(name="on", title="日期", kind=AskKind.DATE),
        Ask(name="way", title="办法", kind=AskKind.CHOICE, choices={"a": "现场"}),
        Ask(name="to", title="单位", kind=AskKind.UNIT),
        Ask(name="paper", title="文件", kind=AskKind.ATTACHMENT, required=False),
    ),
)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def clerk(world: World) -> User:
    return seated("clerk", "office_clerk", world.city)


@pytest.fixture
def office(world: World) -> User:
    return seated("office", "chain_office", world.city)


@pytest.fixture
def draft(world: World, clerk: User) -> Observation:
    return actions.enter(plan=world.plan, entry=entry_for(world.target()), by=clerk)


@pytest.fixture
def signed() -> Callable[[User], Client]:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


class TestAsking:
    @pytest.fixture
    def body(self, world: World) -> Organization:
        return Organization.objects.create(city=world.city, code="body", name="市经信局")

    def filled(self, by: User, files: Any = None, **typed: Any) -> StepForm:
        sent = QueryDict(mutable=True)
        sent.update(typed)
        return StepForm(ASKING, by=by, data=sent, files=files)

    def faults(self, form: StepForm) -> set[str]:
        return {fault for ask in ASKING.asks if (fault := ask.fault(form.given[ask.name]))}

    def test_each_kind_of_answer_is_read_as_its_own(self, office: User, body: Organization) -> None:
        paper = SimpleUploadedFile("函.pdf", b"%PDF")
        form = self.filled(
            office, {"paper": paper}, reason=" 到期 ", on="2023-03-31", way="a", to=f"organization:{body.pk}"
        )
        given = form.given
        assert (given["reason"], given["on"].isoformat(), given["way"], given["to"]) == (
            "到期",
            "2023-03-31",
            "a",
            body,
        )
        assert given["paper"].name == "函.pdf"
        assert self.faults(form) == set()
        told = (("理由", " 到期 "), ("日期", "2023-03-31"), ("办法", "现场"), ("单位", "市经信局"), ("文件", "函.pdf"))
        assert form.typed == told

    def test_what_cannot_be_read_stays_as_typed_and_is_refused_in_the_words_of_the_table(self, office: User) -> None:
        form = self.filled(office, reason="", on="昨天", way="z", to="999999")
        assert self.faults(form) == {"请写理由", "日期要写成日期，如2024-03-31", "办法只能是现场", "单位请重新选"}
        assert form.typed == (("日期", "昨天"), ("办法", "z"), ("单位", "999999"))

    def test_an_organization_of_another_city_cannot_be_named(self, office: User) -> None:
        other = Organization.objects.create(city=World(chains=0).city, code="other", name="外市局")
        assert "单位请重新选" in self.faults(self.filled(office, to=f"organization:{other.pk}"))

    def test_a_page_shows_a_field_for_each_and_sends_files(self, office: User) -> None:
        form = StepForm(ASKING, by=office)
        kinds = {field.name: field.widget_type for field in form}
        assert kinds == {"reason": "textarea", "on": "date", "way": "select", "to": "select", "paper": "clearablefile"}
        assert ShownStep(ASKING, "", form, first=True, own_page=False).multipart
        assert not ShownStep(ASKING, "", form, first=True, own_page=False).at_once


class TestAnswers:
    def take(self, client: Client, row: Observation, step: str, version: int, **more: str) -> Any:
        return client.post(reverse(f"observation_{step}", args=[row.pk]), {"version": version} | more)

    def test_who_came_too_late_is_told_field_by_field_what_changed_since(
        self, draft: Observation, clerk: User, signed: Callable[[User], Client]
    ) -> None:
        seen = draft.version
        row = actions.edit(row=draft, version=seen, entry=entry_for(draft.target, value=31), by=clerk)
        row = actions.edit(row=row, version=row.version, entry=entry_for(draft.target, value=32), by=clerk)
        text = self.take(signed(clerk), row, "submit", seen).text
        assert "数值：30家 → 31家" in text.partition("经过")[0]
        assert "数值：31家 → 32家" in text.partition("经过")[0]
        later = self.take(signed(clerk), row, "submit", seen + 1)
        assert later.status_code == 409
        assert "30家 → 31家" not in later.text.partition("经过")[0]
        assert "31家 → 32家" in later.text.partition("经过")[0]

    def test_a_version_that_never_was_is_told_of_the_last_change_alone(
        self, draft: Observation, clerk: User, signed: Callable[[User], Client]
    ) -> None:
        actions.edit(row=draft, version=draft.version, entry=entry_for(draft.target, value=31), by=clerk)
        answer = self.take(signed(clerk), draft, "submit", 99)
        assert answer.status_code == 409
        assert "最近一次改动" in answer.text
        assert "您打开这一页以后" not in answer.text

    def test_a_row_deleted_meanwhile_is_said_to_be_gone(self, draft: Observation, clerk: User) -> None:
        looked_at = Observation.objects.get(pk=draft.pk)
        actions.discard(row=draft, version=draft.version, by=clerk)
        request = RequestFactory().post("/", {"version": looked_at.version})
        request.user = clerk
        answer = answer_step(request, looked_at, "submit", lambda *_, **__: HttpResponse("page"))
        assert answer.status_code == 404
        assert "刚被删除，不能再办理" in answer.content.decode()
        assert reverse("observations") in answer.content.decode()

    def test_a_text_that_the_database_could_not_hold_is_refused(
        self, draft: Observation, clerk: User, office: User, signed: Callable[[User], Client]
    ) -> None:
        row = actions.submit(row=draft, version=draft.version, by=clerk)
        answer = self.take(signed(office), row, "return", row.version, reason="口径\0不同")
        assert answer.status_code == 400
        assert "不能保存的字符" in answer.text

    def test_the_next_step_comes_first_and_the_others_open_a_panel(
        self, draft: Observation, clerk: User, signed: Callable[[User], Client]
    ) -> None:
        page = signed(clerk).get(reverse("observation", args=[draft.pk])).text
        text = re.sub(r">\s+|\s+<", lambda found: found[0].strip(), page)
        places = [
            text.index(f'action="{reverse(f"observation_{step}", args=[draft.pk])}"') for step in ("submit", "discard")
        ]
        assert places == sorted(places)
        assert len(re.findall(r'<button\s+class="btn btn-primary"\s*>\s*提交\s*</button>', text)) == 1
        assert f'<a class="btn" href="{reverse("observation_edit", args=[draft.pk])}">修改</a>' in text
        assert "删除后不再出现在列表里" in text
        assert reverse("lifecycle", args=["observation"]) in text


class TestHelp:
    def test_every_kind_of_row_has_a_page_that_tells_all_of_its_table(
        self, office: User, signed: Callable[[User], Client]
    ) -> None:
        client = signed(office)
        listed = client.get(reverse("lifecycles")).text
        for flow in workflows():
            address = reverse("lifecycle", args=[flow.name])
            assert address in listed
            text = client.get(address).text
            for step in flow.lifecycle.steps.values():
                assert step.title in text
                assert str(step.effect) in text
                assert all(str(each.says) in text for each in step.needs)

    def test_a_step_says_who_takes_it_and_that_four_eyes_decide(self) -> None:
        (flow,) = [each for each in workflows() if each.name == "observation"]
        told = tell(flow.lifecycle)
        confirm = next(step for step in told.steps if step.title == "确认")
        assert (confirm.sources, confirm.target) == ("待确认", "已确认")
        assert confirm.who == "链办"
        assert told.four_eyes == "确认、退回"
        replaced = next(step for step in told.steps if step.title == "被更正")
        assert "跟着别的办理发生" in replaced.who
        assert next(step for step in told.steps if step.title == "退回").asks == "退回理由"

    def test_clocks_are_told_by_the_steps_that_move_them(self) -> None:
        from .test_acts import ASKED

        (clock,) = tell(ASKED).clocks
        told = (clock.title, clock.starts, clock.pauses, clock.resumes, clock.stops)
        assert told == ("答复时限", "交办", "暂停", "恢复", "答复")

    def test_what_ends_a_row_and_what_leaves_it_as_it_is_are_told_apart(self) -> None:
        steps = (
            Step(name="end", title="销毁", sources=("open",), to=GONE, permission="a"),
            Step(name="note", title="备注", sources=("open",), to=None, permission="a"),
        )
        told = tell(Lifecycle("paper", {"open": "在办"}, steps))
        assert [step.target for step in told.steps] == ["不再有", "不变"]

    def test_a_table_that_no_room_registered_is_not_found(self, office: User, signed: Callable[[User], Client]) -> None:
        assert signed(office).get("/help/lifecycles/nothing/").status_code == 404
