"""A form is sent for the post and plan it was opened for, or not at all; then no word of it is lost."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from lianzhang.access.models import Assignment
from lianzhang.access.opened import FIELD
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Contact, Enterprise
from lianzhang.exchange.models import Batch
from lianzhang.plans.models import Observation, Plan
from lianzhang.records.models import Attachment, AuditEvent
from tests.acting import active
from tests.enterprises.world import City
from tests.papers import PDF
from tests.plans.reports import fields as figure_fields
from tests.plans.world import START

pytestmark = pytest.mark.django_db

NAME = "宏远<机械>厂"
SHOWN = "宏远&lt;机械&gt;厂"


class Person:
    """One account that acts in two cities; in the first one at the start."""

    def __init__(self) -> None:
        self.here, self.there = City(), City()
        self.user = User.objects.create(username="person", label="借调人员")
        self.posts = [active(self.user, "chain_office", city.region) for city in (self.here, self.there)]
        self.client = Client()
        self.client.force_login(self.user)
        self.act_as(0)

    def act_as(self, number: int) -> None:
        """As in another tab."""
        assert self.client.post("/my/posts/act-as/", {"assignment": self.posts[number].pk}).status_code == 302

    def open(self, where: str) -> dict[str, str]:
        """What a form on this page carries."""
        page = self.client.get(where)
        assert page.status_code == 200, page.status_code
        return {FIELD: carried(page)}


def carried(page: HttpResponse) -> str:
    mark = re.search(rf'name="{FIELD}" value="([^"]+)"', page.text)
    assert mark
    return mark[1]


def offered(page: HttpResponse, word: str = "提交") -> tuple[str, dict[str, str]]:
    """The form whose button says `word`: its address and what it would send."""
    for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
        if re.search(rf"<button[^>]*>[^<]*{word}", form):
            action = re.search(r'action="([^"]*)"', form)
            hidden = re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
            assert action
            return html.unescape(action[1]), {name: html.unescape(text) for name, text in hidden}
    raise AssertionError(f"no form offers {word}")


@pytest.fixture
def person() -> Person:
    return Person()


class TestOpenedForAnotherPost:
    def test_writes_nothing_keeps_every_word_and_is_finished_by_one_button(self, person: Person) -> None:
        form = person.open("/firms/new/") | {"name": NAME, "address": "园区路1号", "uscc": ""}
        person.act_as(1)
        answer = person.client.post("/firms/new/", form, headers={"Referer": "http://testserver/firms/new/?tab=1"})
        assert answer.status_code == 409
        assert not Enterprise.objects.exists()
        assert SHOWN in answer.text
        assert "园区路1号" in answer.text
        first, second = (post.title for post in person.posts)
        words = re.sub(r"\s*\n\s*", "", html.unescape(re.sub(r"<[^>]+>", "", answer.text)))
        assert "企业名称宏远<机械>厂" in words
        assert f"您打开这张表时是以“{first}”在试验市办理；现在是以“{second}”在试验市办理" in words
        assert 'href="/firms/new/?tab=1"' in answer.text
        where, sent = offered(answer, f"切换回“{first}”并提交")
        done = person.client.post(where, sent, follow=True)
        assert [status for _, status in done.redirect_chain] == [307, 302]
        firm = Enterprise.objects.get()
        assert (firm.name, firm.address, firm.city) == (NAME, "园区路1号", person.here.region)
        assert done.context["acting"].pk == person.posts[0].pk
        assert AuditEvent.objects.filter(action="acting.switch").count() == 3

    def test_a_figure(self, person: Person) -> None:
        person.here.world.target()
        person.there.world.target()
        form = person.open("/observations/new/?target=giants") | figure_fields(note="据工信局<通报>")
        person.act_as(1)
        answer = person.client.post("/observations/new/?target=giants", form)
        assert answer.status_code == 409
        assert not Observation.objects.exists()
        assert "据工信局&lt;通报&gt;" in answer.text
        person.client.post(*offered(answer), follow=True)
        assert Observation.objects.get().plan == person.here.plan

    def test_a_file_is_asked_for_again(self, person: Person, settings: Settings, tmp_path: Path) -> None:
        settings.VAR = tmp_path
        firm = person.here.firm()
        form = person.open(f"/firms/{firm.pk}/") | {"next": f"/firms/{firm.pk}/"}
        person.act_as(1)
        where = f"/attachments/to/enterprises.Enterprise/{firm.pk}/"
        answer = person.client.post(where, form | {"file": SimpleUploadedFile("批复.pdf", PDF)})
        assert answer.status_code == 409
        assert "文件留不住，请再选一次：批复.pdf" in answer.text
        where, sent = offered(answer)
        for _ in range(2):  # to the switch, then to the row
            sent["file"] = SimpleUploadedFile("批复.pdf", PDF)
            where = person.client.post(where, sent)["Location"]
        assert Attachment.objects.get().name == "批复.pdf"

    def test_an_upload_of_rows_writes_no_batch(self, person: Person, settings: Settings, tmp_path: Path) -> None:
        settings.VAR = tmp_path
        form = person.open("/exchange/firms/")
        person.act_as(1)
        sheet = SimpleUploadedFile("名录.csv", "企业名称\n宏远\n".encode())
        assert person.client.post("/exchange/firms/", form | {"file": sheet}).status_code == 409
        assert not Batch.objects.exists()

    def test_a_button_removes_nothing(self, person: Person) -> None:
        contact = Contact.objects.create(enterprise=person.here.firm(), post="办公室", phone="0710-3511111")
        form = person.open(f"/firms/{contact.enterprise_id}/")
        person.act_as(1)
        answer = person.client.post(f"/firms/contacts/{contact.pk}/remove/", form)
        assert answer.status_code == 409
        person.client.post(*offered(answer), follow=True)
        assert not Contact.objects.exists()

    def test_many_at_once(self, person: Person) -> None:
        firm = person.here.firm()
        form = person.open("/firms/")
        person.act_as(1)
        sent = form | {"firm": firm.pk, "act": "remark", "sure": "yes"}
        assert person.client.post("/firms/bulk/", sent).status_code == 409

    def test_a_script_sends_the_mark_as_a_header_and_the_page_is_loaded_anew(self, person: Person) -> None:
        contact = Contact.objects.create(enterprise=person.here.firm(), post="办公室", phone="0710-3511111")
        mark = person.open(f"/firms/{contact.enterprise_id}/")[FIELD]
        person.act_as(1)
        headers = {"HX-Request": "true", "X-Opened-For": mark}
        answer = person.client.post(f"/firms/contacts/{contact.pk}/reveal/", headers=headers)
        assert (answer.status_code, answer["HX-Refresh"]) == (409, "true")
        assert not AuditEvent.objects.filter(action__startswith="contact").exists()

    def test_of_a_post_that_ended_is_shown_for_copying_alone(self, person: Person) -> None:
        form = person.open("/firms/new/") | {"name": NAME}
        Assignment.objects.filter(pk=person.posts[0].pk).update(ends=START)
        answer = person.client.post("/firms/new/", form)
        assert answer.status_code == 409
        assert SHOWN in answer.text
        assert "您现在不再担任" in answer.text
        with pytest.raises(AssertionError):
            offered(answer)

    def test_what_an_account_does_with_itself_fits_any_post(self, person: Person) -> None:
        form = person.open("/my/sessions/")
        person.act_as(1)
        assert person.client.post("/my/sessions/others/end/", form).status_code == 302
        assert person.client.post("/sign-out/", form)["Location"] == "/sign-in/"

    def test_a_forged_mark_and_one_of_another_account_write_nothing(self, person: Person) -> None:
        stranger = Client()
        stranger.force_login(person.here.office)
        theirs = carried(stranger.get("/firms/new/"))
        forged = person.open("/firms/new/")[FIELD][:-1] + "?"
        for mark in (theirs, forged):
            answer = person.client.post("/firms/new/", {"name": NAME, FIELD: mark})
            assert answer.status_code == 409
            with pytest.raises(AssertionError):
                offered(answer)
        assert not Enterprise.objects.exists()

    def test_only_an_own_post_and_an_address_of_ours_send_it_again(self, person: Person) -> None:
        theirs = active(User.objects.create(username="other"), "chain_office", person.there.region)
        mine, post = person.posts[1], person.client.post
        assert post(f"/my/posts/{theirs.pk}/send/?to=/firms/new/").status_code == 404
        for to in ("https://elsewhere.example/", "//elsewhere.example/", "", "javascript:alert(1)"):
            assert post(f"/my/posts/{mine.pk}/send/", query_params={"to": to}).status_code == 404
        assert person.client.get("/").context["acting"].pk == person.posts[0].pk


def test_a_form_of_another_plan_is_sent_under_its_own(person: Person) -> None:
    """As when a new plan came into force meanwhile, and the address names none."""
    city = person.here
    city.world.target()
    form = person.open("/observations/new/?target=giants")
    new = Plan.objects.get(pk=city.plan.pk)
    new.pk, new.code, new.name, new.ends = None, "next", "下一个方案", city.plan.ends.replace(year=2099)
    new.save()
    answer = person.client.post("/observations/new/?target=giants", form | figure_fields())
    assert answer.status_code == 409
    where, sent = offered(answer)
    assert f"plan={city.plan.code}" in unquote(where)
    assert person.client.post(where, sent).status_code == 302
    assert Observation.objects.get().plan == city.plan
