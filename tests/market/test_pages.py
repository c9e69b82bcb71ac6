"""Pages of needs, postings and answers: whole requests, who may, what each says, how they are narrowed and exported."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.market.models import FollowUp, Match, Need, Posting
from tests.market.world import SECRETS, MarketCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> MarketCity:
    settings.VAR = tmp_path
    return MarketCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def page(user: User, name: str, *given: Any, **query: Any) -> Any:
    return client_of(user).get(reverse(name, args=given), query)


def words(answer: Any) -> str:
    return "".join(answer.text.split())


class TestNeeds:
    def test_the_list_says_how_many_wait_and_how_many_nobody_answers(self, city: MarketCity) -> None:
        city.take(city.need(title="等核对的"), "submit", city.anchor_account)
        city.published(city.need(title="没人接的"))
        told = words(page(city.team, "needs"))
        assert "1件</a>等您办" in told
        assert "1件没有人接" in told

    def test_who_typed_it_has_nothing_to_check(self, city: MarketCity) -> None:
        city.take(city.need(by=city.team), "submit", city.team)
        assert page(city.team, "needs").context["tally"].todo == 0
        assert page(city.office, "needs").context["tally"].todo == 1

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ({}, {"甲", "乙", "丙"}),
            ({"q": "甲"}, {"甲"}),
            ({"mine": "open"}, {"乙", "丙"}),
            ({"mine": "unanswered"}, {"丙"}),
            ({"mine": "todo"}, set()),
            ({"kind": "finance"}, {"丙"}),
            ({"state": "draft"}, {"甲"}),
        ],
    )
    def test_it_is_narrowed_by_the_address(self, city: MarketCity, query: dict[str, str], titles: set[str]) -> None:
        city.need(title="甲")
        city.offered(city.published(city.need(title="乙")))
        city.published(city.loan(title="丙"))
        assert {row.title for row in page(city.office, "needs", **query).context["page"]} == titles

    def test_the_office_reads_what_is_kept_within_and_a_workbook_has_the_kinds_columns(self, city: MarketCity) -> None:
        need = city.published()
        assert SECRETS[0] in page(city.office, "need", need.pk).text
        sheet = load_workbook(BytesIO(page(city.office, "needs_export", kind="goods").content)).worksheets[0]
        heads, row = list(sheet.iter_rows(values_only=True))[:2]
        assert dict(zip(heads, row, strict=True))["现在向谁买"] == SECRETS[0]

    def test_out_of_sight_it_answers_like_one_that_is_not_there(self, city: MarketCity) -> None:
        need = city.published()
        for user in (city.supplier_account, city.rival_team, city.other_district):
            assert page(user, "need", need.pk).status_code == page(user, "need", 10**6).status_code == 404

    def test_a_firm_draws_one_from_its_purchases_without_the_supplier(self, city: MarketCity) -> None:
        purchase = city.bought(item="变速箱壳体")
        assert "变速箱壳体" in page(city.anchor_account, "need_new").text
        form = page(city.anchor_account, "need_new", kind="goods", purchase=purchase.pk)
        assert 'value="变速箱壳体"' in form.text
        assert city.supplier.name not in form.text
        assert page(city.rival_account, "need_new", kind="goods", purchase=purchase.pk).status_code == 404

    def test_a_change_from_an_old_page_keeps_the_words(self, city: MarketCity) -> None:
        row = city.need()
        sent = {"title": "改过的", "text": "说明", "valid_until": row.valid_until, "version": "0"}
        Need.objects.filter(pk=row.pk).update(version=5)
        answer = client_of(city.anchor_account).post(reverse("need_change", args=[row.pk]), sent)
        assert answer.status_code == 409
        assert "改过的" in answer.text

    def test_it_offers_firms_that_write_of_the_like_and_one_click_names_them(self, city: MarketCity) -> None:
        city.can_make(published=True)
        need = city.published()
        shown = page(city.team, "need", need.pk)
        (candidate,) = shown.context["dossier"].candidates
        assert candidate.firm == city.supplier
        sent = {"capability": candidate.capability.pk, "why": "，".join(candidate.reasons)}
        where = reverse("need_suggest", args=[need.pk])
        assert client_of(city.anchor_account).post(where, sent).status_code == 302  # the owner does not see the firm
        assert Match.objects.get().why == sent["why"][:300]
        again = client_of(city.team).post(where, sent)
        assert again.status_code == 422
        assert "已在对接里" in again.text

    def test_what_others_do_not_let_be_found_names_nobody(self, city: MarketCity) -> None:
        kept = city.can_make(published=False)
        where = reverse("need_suggest", args=[city.published().pk])
        assert client_of(city.anchor_account).post(where, {"capability": kept.pk}).status_code == 404

    def test_its_place_and_its_chief_read_it_without_what_it_keeps_within(self, city: MarketCity) -> None:
        need = city.published()
        for user in (city.chief, city.district):
            shown = page(user, "need", need.pk)
            assert "A380" in shown.text
            assert [secret for secret in (*SECRETS, "8,765.4") if secret in shown.text] == []
            assert "8,765.4" not in page(user, "needs").text
            book = load_workbook(BytesIO(page(user, "needs_export", kind="goods").content)).worksheets[0]
            cells = {str(cell) for row in book.iter_rows(values_only=True) for cell in row}
            assert {"规格型号"} <= cells
            assert not {"现在向谁买", "金额（万元）", *SECRETS} & cells

    def test_one_that_cannot_be_named_is_refused_at_its_field(self, city: MarketCity) -> None:
        need = city.published()
        answer = client_of(city.team).post(reverse("need_suggest", args=[need.pk]), {"party": city.anchor.name})
        assert answer.status_code == 422
        assert "需求方自己不能承接" in answer.text


class TestPostings:
    def test_a_supplier_reads_the_words_and_not_whose_they_are(self, city: MarketCity) -> None:
        posting = Posting.objects.get(need=city.published())
        for answer in (page(city.supplier_account, "postings"), page(city.supplier_account, "posting", posting.pk)):
            assert "铝合金压铸件" in answer.text
            assert [secret for secret in (*SECRETS, city.anchor.name) if secret in answer.text] == []

    def test_it_answers_once_and_then_sees_its_own_answer(self, city: MarketCity) -> None:
        posting = Posting.objects.get(need=city.published())
        client, where = client_of(city.supplier_account), reverse("posting_answer", args=[posting.pk])
        assert client.post(where, {"said": ""}).status_code == 422
        assert client.post(where, {"said": "能供"}).status_code == 302
        assert client.post(where, {"said": "再报一次"}).status_code == 422
        assert "看我的对接" in client.get(reverse("posting", args=[posting.pk])).text

    def test_who_may_not_answer_is_offered_no_form(self, city: MarketCity) -> None:
        posting = Posting.objects.get(need=city.published())
        assert "报名</button>" not in page(city.anchor_account, "posting", posting.pk).text
        assert page(city.bank, "posting", posting.pk).status_code == 404


class TestMatches:
    def test_both_sides_read_the_answer_and_only_the_owner_the_need(self, city: MarketCity) -> None:
        row = city.offered()
        owner, party = (page(user, "match", row.pk) for user in (city.anchor_account, city.supplier_account))
        assert reverse("need", args=[row.need_id]) in owner.text
        assert reverse("need", args=[row.need_id]) not in party.text
        assert city.anchor.name in party.text  # from here on they know each other
        assert SECRETS[0] not in party.text

    def test_a_delivery_is_chosen_among_what_proves_it(self, city: MarketCity) -> None:
        row, purchase = city.agreed(), city.paid()
        client, where = client_of(city.anchor_account), reverse("match_deliver", args=[row.pk])
        assert purchase.item in client.get(where).text
        row.refresh_from_db()
        sent = {"purchase": str(purchase.pk), "version": str(row.version)}
        assert client.post(where, sent).status_code == 302
        row.refresh_from_db()
        assert row.state == "delivered"

    def test_who_delivers_is_told_who_notes_it(self, city: MarketCity) -> None:
        row = city.agreed()
        answer = page(city.supplier_account, "match_deliver", row.pk)
        assert answer.status_code == 403
        assert "由需求方、专班或链办办理" in answer.text

    def test_one_that_stays_too_long_is_listed_and_says_since_when(self, city: MarketCity) -> None:
        row = city.offered()
        assert list(page(city.team, "matches", mine="slow").context["page"]) == []
        Match.objects.filter(pk=row.pk).update(slow_on=timezone.localdate() - timedelta(days=1))
        assert list(page(city.team, "matches", mine="slow").context["page"]) == [row]
        assert "还在这一步" in page(city.team, "match", row.pk).text

    def test_one_click_answers_from_the_page_of_the_match(self, city: MarketCity) -> None:
        row = city.offered()
        question = FollowUp.objects.create(match=row, side="party", asked_on=timezone.localdate())
        client = client_of(city.supplier_account)
        shown = client.get(reverse("match", args=[row.pk])).text
        assert "成了没有" in shown
        for answer in ("won", "lost", "unknown", "unsaid"):  # a press each, without a panel that asks back
            where = reverse(f"follow_up_{answer}", args=[question.pk])
            assert f'<form method="post" action="{where}" novalidate>' in shown
        assert client.post(reverse("follow_up_won", args=[question.pk]), {"version": "0"}).status_code == 302
        assert "两处说法不一样" in client.get(reverse("match", args=[row.pk])).text.replace("\n", "")

    def test_what_waits_stands_on_the_desk(self, city: MarketCity) -> None:
        row = city.suggested()
        assert "接洽" in page(city.supplier_account, "desk").text
        assert row.need.title in page(city.supplier_account, "desk").text


def test_the_number_of_queries_does_not_grow_with_rows(city: MarketCity) -> None:
    def queries() -> list[int]:
        client, told = client_of(city.office), []
        for name in ("needs", "matches", "postings", "needs_funnel"):
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(name)).status_code == 200
            told.append(len(asked))
        return told

    city.offered(city.published(city.need(title="第一件")))
    few = queries()
    for number in range(4):
        city.offered(city.published(city.need(title=f"又{number}件")))
    assert queries() == few
