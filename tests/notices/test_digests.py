"""One digest a workday for each account and post: once, with no words of its own, mailed without content."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.jobs import working
from lianzhang.jobs.models import Job, JobState
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.notices import jobs
from lianzhang.notices.models import Digest, MailChoice
from tests.acting import active
from tests.problems.world import Clockwork, ProblemCity

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, MONDAY = "2023-10-13T07:00", "2023-10-14T07:00", "2023-10-16T07:00"


@pytest.fixture
def city() -> ProblemCity:
    return ProblemCity()


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    return Clockwork(monkeypatch)


@pytest.fixture
def mailing(settings: Settings) -> Settings:
    settings.EMAIL_HOST, settings.PUBLIC_ADDRESS, settings.DEFAULT_FROM_EMAIL = "mail", "https://house", "a@house"
    return settings


def make() -> dict[str, Any]:
    return jobs.make_digests(prepared=jobs._prepared())


def of(user: User) -> Digest:
    return Digest.objects.filter(assignment__user=user).latest("day")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_waits_fell_overdue_and_moved_is_told_to_each_in_their_reach(
    city: ProblemCity, clockwork: Clockwork
) -> None:
    clockwork.at("2023-10-12T06:40")
    make()
    clockwork.at("2023-10-12T10:00")
    row = city.asked(title="水渠要改线")
    clockwork.at(FRIDAY)
    make()
    office, rival = of(city.office), city.user_as("enterprise", organization=city.body(city.firm("示例对手厂")))
    assert (office.waiting, office.moved_count, office.to_do) == (1, 1, [f"problems.Problem:{row.pk}"])
    assert (of(city.firm_account).moved_count, of(city.other_account).empty) == (0, True)  # one's own act is no news
    page = client_of(city.office).get("/digest/")
    assert "水渠要改线" in page.text
    assert "提出" in page.text
    assert "水渠要改线" not in client_of(rival).get("/digest/").text
    clockwork.at("2023-10-18T07:00")  # two workdays to take it on were over the evening before
    make()
    late = of(city.office)
    assert (late.overdue, late.urgent) == ([f"problems.Problem:{row.pk}"], 1)


def test_nothing_is_told_of_what_went_out_of_reach_since(city: ProblemCity, clockwork: Clockwork) -> None:
    clockwork.at("2023-10-12T10:00")
    row = city.take(city.asked(title="水渠要改线"), "assign", city.office, lead=city.bureau)
    clockwork.at(FRIDAY)
    make()
    client = client_of(city.bureau_account)
    assert "水渠要改线" in client.get("/digest/").text
    row = city.take(row, "dispute", city.bureau_account, reason="不归本局")
    city.take(row, "reassign", city.office, lead=city.other, reason="属实")
    page = client.get("/digest/").text
    assert "1件</span>" in page
    assert "水渠要改线" not in page


def test_a_firm_learns_that_its_problem_moved_and_not_what_is_said_within(
    city: ProblemCity, clockwork: Clockwork
) -> None:
    clockwork.at("2023-10-12T10:00")
    row = city.take(city.asked(title="水渠要改线"), "assign", city.office, lead=city.bureau)
    city.take(row, "dispute", city.bureau_account, reason="不归本局")
    clockwork.at(FRIDAY)
    make()
    told = {user: client_of(user).get("/digest/").text for user in (city.firm_account, city.office)}
    assert all("水渠要改线" in page for page in told.values())
    assert "提出异议" in told[city.office]
    assert "提出异议" not in told[city.firm_account]


def test_an_ended_post_reads_none_of_its_digests(city: ProblemCity, clockwork: Clockwork) -> None:
    clockwork.at("2023-10-12T10:00")
    city.asked(title="水渠要改线")
    clockwork.at(FRIDAY)
    make()
    office = User.objects.get(pk=city.office.pk)
    assert visible(office, Digest).count() == 1
    Assignment.objects.filter(user=office).update(ends=date(2023, 10, 13))
    assert not visible(User.objects.get(pk=office.pk), Digest).exists()
    page = client_of(office).get("/digest/?day=2023-10-13")
    assert page.status_code == 404
    active(office, "bank", city.region)
    assert "水渠要改线" not in client_of(office).get("/digest/").text


def test_two_posts_have_a_digest_each_and_read_one_at_a_time(city: ProblemCity, clockwork: Clockwork) -> None:
    clockwork.at("2023-10-12T10:00")
    city.asked(title="水渠要改线")
    active(city.office, "bank", city.region)
    clockwork.at(FRIDAY)
    make()
    assert Digest.objects.filter(assignment__user=city.office).count() == 2
    assert visible(User.objects.get(pk=city.office.pk), Digest).count() == 1


class TestTime:
    def test_none_on_a_day_off_and_none_before_the_morning(self, city: ProblemCity, clockwork: Clockwork) -> None:
        for at in (SATURDAY, "2023-10-16T02:00"):
            clockwork.at(at)
            assert make()["digests"] == 0
        clockwork.at(MONDAY)
        assert make()["digests"] == Assignment.objects.filter(post__isnull=False).count()

    def test_a_second_worker_makes_no_second_one(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at(FRIDAY)
        one, other = jobs._prepared(), jobs._prepared()
        for each in other:
            each.made_at += timedelta(seconds=1)
        assert jobs.make_digests(prepared=one)["digests"] == len(one) > 0
        assert jobs.make_digests(prepared=other)["digests"] == 0
        assert Digest.objects.count() == len(one)

    def test_after_days_of_rest_there_is_one_that_tells_all(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T07:00")
        make()
        clockwork.at("2023-10-10T10:00")
        city.asked()
        clockwork.at("2023-10-16T15:00")
        working.tick()
        working.tick()
        while working.run_one():
            pass
        digests = Digest.objects.filter(assignment__user=city.office)
        assert [each.day for each in digests] == [date(2023, 10, 16), date(2023, 10, 9)]
        assert (digests[0].moved_count, digests[0].since.date()) == (1, date(2023, 10, 8))


class TestMail:
    def test_it_is_set_up_whole_or_not_at_all(self, settings_with: Any) -> None:
        assert settings_with()["EMAIL_HOST"] == ""
        for given, missing in (({}, "MAIL_FROM"), ({"MAIL_FROM": "a@house.cn"}, "PUBLIC_ADDRESS")):
            with pytest.raises(ImproperlyConfigured, match=missing):
                settings_with(MAIL_HOST="mail", **given)
        whole = settings_with(MAIL_HOST="mail", MAIL_FROM="a@house.cn", PUBLIC_ADDRESS="https://house.cn/")
        assert (whole["PUBLIC_ADDRESS"], whole["EMAIL_USE_SSL"]) == ("https://house.cn", True)

    def test_it_holds_counts_and_a_link_and_is_sent_once(
        self, city: ProblemCity, clockwork: Clockwork, mailing: Settings
    ) -> None:
        User.objects.filter(pk__in=[city.office.pk, city.bureau_account.pk]).update(email="x@y.cn")
        clockwork.at("2023-10-12T10:00")
        city.asked(title="水渠要改线")
        clockwork.at(FRIDAY)
        assert make()["mails"] == 1  # the bureau has nothing to be told
        digest = of(city.office).pk
        assert [jobs.send_digest(digest=digest) for _ in range(2)] == [True, False]
        (sent,) = mail.outbox
        assert "https://house/digest/" in sent.body
        assert "1件等您办理" in sent.body
        assert "水渠" not in sent.body + sent.subject

    def test_none_where_it_is_not_wanted_or_set_up(
        self, city: ProblemCity, clockwork: Clockwork, settings: Settings
    ) -> None:
        User.objects.filter(pk=city.office.pk).update(email="x@y.cn")
        clockwork.at("2023-10-12T10:00")
        city.asked()
        clockwork.at(FRIDAY)
        assert make()["mails"] == 0
        settings.EMAIL_HOST = "mail"
        client = client_of(city.office)
        assert client.post("/digest/mail/", {"urgent": "on"}).status_code == 302
        assert not MailChoice.objects.get().daily
        assert jobs.send_digest(digest=of(city.office).pk) is False
        assert mail.outbox == []

    def test_urgent_ones_go_at_once_and_not_twice_within_the_hour(
        self, city: ProblemCity, clockwork: Clockwork, mailing: Settings
    ) -> None:
        User.objects.filter(pk=city.office.pk).update(email="x@y.cn")
        clockwork.at("2023-10-12T10:00")
        city.asked(urgent=True)
        assert jobs.tell_urgent() == 1
        assert jobs.tell_urgent() == 0
        clockwork.at("2023-10-12T10:20")
        city.asked(urgent=True)
        assert jobs.tell_urgent() == 0
        later = Job.objects.get(name="notices.urgent", state=JobState.WAITING)
        assert later.due == datetime(2023, 10, 12, 11, 0, tzinfo=SHANGHAI)
        clockwork.at("2023-10-12T11:01")
        assert jobs.tell_urgent() == 1
        assert [each.body.partition("\n")[0] for each in mail.outbox] == ["1件急件等您办理。", "2件急件等您办理。"]

    def test_acts_of_one_minute_are_looked_at_together(
        self, city: ProblemCity, clockwork: Clockwork, mailing: Settings
    ) -> None:
        clockwork.at("2023-10-12T10:00")
        for _ in range(3):
            city.asked()
        for job in Job.objects.filter(name="work.deliver"):
            working.task(job.name).function(**job.arguments)
        assert Job.objects.filter(name="notices.urgent").count() == 1


def test_the_header_counts_what_is_urgent_now(city: ProblemCity) -> None:
    client = client_of(city.office)
    assert client.get("/digest/urgent/").text.strip() == ""
    city.asked(urgent=True)
    city.asked()
    assert ">1<" in client_of(city.office).get("/digest/urgent/").text


def test_two_hundred_accounts_take_seconds(
    city: ProblemCity, clockwork: Clockwork, django_assert_max_num_queries: Any
) -> None:
    """Each account costs some queries and no more for more that happened."""
    clockwork.at("2023-10-12T10:00")
    for _ in range(10):
        city.asked()
    clockwork.at(FRIDAY)
    accounts = Assignment.objects.filter(post__isnull=False).count()
    with django_assert_max_num_queries(60 * accounts):
        make()
