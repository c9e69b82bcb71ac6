from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.plans.appointment_actions import appoint, end_appointment, withdraw_appointment
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Appointment, Chain, Organization, Post, Rank, Region
from tests.acting import active
from tests.seen import seen

pytestmark = pytest.mark.django_db

STARTED = date(2021, 8, 1)


@pytest.fixture
def city() -> Region:
    return Region.objects.create(code="city", name="试验市", kind="city")


@pytest.fixture
def office(city: Region) -> User:
    user = User.objects.create(username="office", label="市工促办")
    active(user, "chain_office", city)
    return user


@pytest.fixture
def post(city: Region) -> Post:
    rank = Rank.objects.create(city=city, code="chief", name="链长")
    made = Post.objects.create(city=city, code="chief-auto", name="汽车产业链链长", rank=rank)
    made.chains.add(Chain.objects.create(city=city, code="auto", name="汽车产业链"))
    return made


def appointed(post: Post, by: User, **more: object) -> Appointment:
    fields = {"holder": "市政府分管负责同志", "starts": STARTED, "source": "市委办〔2021〕1号"} | more
    return appoint(post=post, by=by, **fields)  # type: ignore[arg-type]


def test_appointing_writes_the_row_and_one_event(post: Post, office: User) -> None:
    appointment = appointed(post, office)
    event = AuditEvent.objects.get()
    assert (event.action, event.by, event.subject) == (
        "appointment.record",
        "市工促办",
        f"registry.Appointment:{appointment.pk}",
    )
    assert event.facts["holder"] == "市政府分管负责同志"


def test_an_organization_can_hold_a_post_under_its_own_name(post: Post, office: User) -> None:
    bureau = Organization.objects.create(city=post.city, code="bureau", name="市经信局")
    assert appointed(post, office, holder="", organization=bureau).holder == "市经信局"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"source": "  "}, "source"),
        ({"ends": STARTED}, "ends"),
        ({"holder": "长" * 121}, "holder"),
    ],
)
def test_an_incomplete_appointment_is_refused_at_its_field_and_writes_nothing(
    post: Post, office: User, more: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        appointed(post, office, **more)
    assert field in refused.value.message_dict
    assert not Appointment.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("first_ends", "starts", "ends", "accepted"),
    [
        (None, date(2022, 1, 1), None, False),
        (date(2022, 1, 1), date(2022, 1, 1), None, True),
        (date(2022, 1, 1), date(2021, 12, 31), None, False),
        (None, date(2021, 1, 1), STARTED, True),
        (None, date(2021, 1, 1), date(2021, 8, 2), False),
    ],
)
def test_one_holder_is_counted_once_at_a_time(
    post: Post, office: User, first_ends: date | None, starts: date, ends: date | None, accepted: bool
) -> None:
    appointed(post, office, ends=first_ends)
    if accepted:
        appointed(post, office, starts=starts, ends=ends)
    else:
        with pytest.raises(ValidationError, match="不必重复登记"):
            appointed(post, office, starts=starts, ends=ends)
    assert Appointment.objects.count() == 1 + accepted


def test_two_holders_can_share_a_post(post: Post, office: User) -> None:
    appointed(post, office)
    appointed(post, office, holder="市委分管负责同志")
    assert post.appointments.count() == 2


def test_ending_keeps_the_row_and_its_event_names_the_paper(post: Post, office: User) -> None:
    appointment = appointed(post, office)
    end_appointment(
        appointment=appointment, ends=date(2022, 3, 1), source="市委办〔2022〕3号", seen=seen(appointment), by=office
    )
    assert Appointment.objects.get().ends == date(2022, 3, 1)
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.facts["ends_source"]) == ("appointment.end", "市委办〔2022〕3号")


def test_an_appointment_that_ended_is_not_ended_again(post: Post, office: User) -> None:
    appointment = appointed(post, office, ends=date(2022, 3, 1))
    with pytest.raises(ValidationError, match="2022-03-01"):
        end_appointment(
            appointment=appointment, ends=date(2023, 3, 1), source="另一份", seen=seen(appointment), by=office
        )
    assert Appointment.objects.get().ends == date(2022, 3, 1)


@pytest.mark.parametrize(("ends", "source", "field"), [(STARTED, "文件", "ends"), (date(2022, 1, 1), " ", "source")])
def test_an_end_without_sense_or_paper_is_refused(
    post: Post, office: User, ends: date, source: str, field: str
) -> None:
    appointment = appointed(post, office)
    with pytest.raises(ValidationError) as refused:
        end_appointment(appointment=appointment, ends=ends, source=source, seen=seen(appointment), by=office)
    assert field in refused.value.message_dict
    assert AuditEvent.objects.count() == 1


def test_a_withdrawn_appointment_is_gone_and_the_log_tells_what_it_said(post: Post, office: User) -> None:
    appointment = appointed(post, office)
    withdraw_appointment(appointment=appointment, reason="日期录错", seen=seen(appointment), by=office)
    event = AuditEvent.objects.first()
    assert event is not None
    assert not Appointment.objects.exists()
    assert (event.facts["starts"], event.facts["reason"]) == ("2021-08-01", "日期录错")


def test_withdrawing_without_a_reason_is_refused(post: Post, office: User) -> None:
    appointment = appointed(post, office)
    with pytest.raises(ValidationError, match="理由"):
        withdraw_appointment(appointment=appointment, reason=" ", seen=seen(appointment), by=office)
    assert Appointment.objects.exists()
