"""Steps of a reported figure, asked as whole requests: who may take which, what a stale form is told."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from lianzhang.plans.models import Observation
from lianzhang.records.models import AuditEvent

from .reports import entered, fields, take
from .world import World

pytestmark = pytest.mark.sqlite_alone


def test_a_figure_goes_from_draft_to_confirmed_by_two_people(world, account, lead, office):
    row = entered(world, account)
    take(lead, row, "submit")
    row.refresh_from_db()
    page = office.get(reverse("observation", args=[row.pk])).content.decode()
    assert "确认后计入目标的判断" in page
    take(office, row, "confirm")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("confirmed", account("office"))
    told = office.get(reverse("observation", args=[row.pk])).context["dossier"].history
    assert [(each.act, each.by) for each in told] == [("提交", "市工促办填报岗"), ("确认", "市工促办")]


def test_a_figure_returned_says_why_to_the_one_who_entered_it(world, account, lead, office):
    row = entered(world, account, state="submitted", submitted_by=account("clerk"))
    take(office, row, "return", reason="口径不同，请按名单重数")
    assert "口径不同，请按名单重数" in lead.get(reverse("observation", args=[row.pk])).content.decode()


def test_the_office_enters_figures_but_does_not_confirm_its_own(world, office):
    office.post(reverse("observation_new") + "?target=giants", fields())
    row = Observation.objects.get()
    take(office, row, "submit")
    row.refresh_from_db()
    answer = take(office, row, "confirm")
    assert (row.state, answer.status_code) == ("submitted", 403)
    assert "录入、提交或上传的人不能自己确认" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "step", "state", "status", "words"),
    [
        ("office", "return", "submitted", 400, "请写退回理由"),
        ("chief", "confirm", "submitted", 404, "没有"),
        ("clerk", "confirm", "submitted", 403, "您现在的岗位不能确认这一条"),
        ("office", "confirm", "draft", 409, "现在是“草稿”，不能确认"),
        ("clerk", "submit", "confirmed", 409, "现在是“已确认”，不能提交"),
        ("office", "prefer", "confirmed", 400, "请写采用理由"),
        ("clerk", "prefer", "confirmed", 403, "您现在的岗位不能采用这一条"),
    ],
)
def test_a_step_that_may_not_be_taken_is_answered_with_the_reason(
    world, account, signed_in, who, step, state, status, words
):
    row = entered(world, account, state=state)
    answer = take(signed_in(who), row, step)
    assert answer.status_code == status
    assert words in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.version) == (state, 0)
    assert not AuditEvent.objects.exclude(action="sign_in").exists()


def test_the_page_says_why_a_step_is_not_open_to_me(world, account, lead):
    row = entered(world, account, state="submitted", submitted_by=account("clerk"))
    text = lead.get(reverse("observation", args=[row.pk])).content.decode()
    assert "为什么不能办" in text
    assert "您现在的岗位不能确认这一条；请由链办" in text  # the role that may


def test_another_persons_draft_is_theirs_to_change(world, account, lead):
    row = entered(world, account, entered_by=world.user)
    answer = lead.get(reverse("observation_edit", args=[row.pk]))
    assert answer.status_code == 403
    assert "由填报的“填报员”办理" in answer.content.decode()


def test_a_step_on_a_version_that_has_passed_is_answered_409(world, account, office):
    row = entered(world, account, state="submitted", version=3)
    for version in ("2", "", "x", "9" * 30):
        answer = office.post(reverse("observation_confirm", args=[row.pk]), {"version": version})
        assert answer.status_code == 409
        assert "刚被改动过" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_step_on_a_changed_figure_tells_who_changed_it_and_keeps_the_reason(world, account, lead, office):
    row = entered(world, account)
    take(lead, row, "submit")
    row.refresh_from_db()
    take(lead, row, "withdraw")
    answer = take(office, row, "return", reason="名单未附")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "最近一次改动：市工促办填报岗" in text
    assert "，撤回实际值。" in text
    assert "您写的退回理由：“名单未附”" in text


def test_what_was_written_for_a_step_stands_in_its_panel_again(world, account, lead, office):
    row = entered(world, account)
    take(lead, row, "submit")
    seen = Observation.objects.get()
    for step in ("withdraw", "submit"):
        take(lead, Observation.objects.get(), step)
    answer = take(office, seen, "return", reason="名单未附")
    now = Observation.objects.get()
    assert (answer.status_code, now.state) == (409, "submitted")
    panel = answer.text[answer.text.index(f'action="/observations/{row.pk}/return/') :].split("</form>")[0]
    assert f'name="version" value="{now.version}"' in panel
    assert "名单未附</textarea>" in panel


def test_a_step_without_its_reason_says_so_at_the_field(world, account, lead, office):
    row = entered(world, account)
    take(lead, row, "submit")
    answer = take(office, Observation.objects.get(), "return", reason=" ")
    assert answer.status_code == 400
    assert '<a href="#return-reason">请写退回理由</a>' in answer.text
    assert 'id="return-reason_error"' in answer.text


def test_a_figure_of_no_target_offers_no_correction_that_would_be_refused(world, office):
    row = world.observe(None, "2022", 5, relation="context", chain=world.chains[0])
    page = office.get(reverse("observation", args=[row.pk])).text
    assert reverse("observation_correct", args=[row.pk]) not in page
    assert "只能在方案文件夹里修改" in page
    assert office.get(reverse("observation_correct", args=[row.pk])).status_code == 403


def test_a_stale_form_shows_what_changed_and_keeps_every_typed_word(world, account, lead):
    row = entered(world, account)
    address = reverse("observation_edit", args=[row.pk])
    Observation.objects.filter(pk=row.pk).update(value=Decimal(35), version=1)
    answer = lead.post(address, fields(value="40家", note="按名单", version="0"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "数值：库里是“35”，您填的是“40家”" in text
    assert 'value="按名单"' in text
    again = lead.post(address, fields(value="40家", note="按名单", version="1"))
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.value, row.note, row.version) == (40, "按名单", 2)


def test_a_correction_is_entered_over_the_figure_it_corrects(world, account, lead):
    wrong = world.observe(world.giants, "2022", 30)
    address = reverse("observation_correct", args=[wrong.pk])
    assert 'value="30"' in lead.get(address).content.decode()
    lead.post(address, fields(value="31家", version="0"))
    wrong.refresh_from_db()
    assert (wrong.state, wrong.replaced_by.value, wrong.replaced_by.state) == ("confirmed", 31, "draft")
    text = lead.get(reverse("observation", args=[wrong.pk])).content.decode()
    assert "有一条更正在办" in text


def test_figures_that_disagree_stand_side_by_side_until_one_is_preferred(world, office):
    one = world.observe(world.giants, "2022", 30)
    two = world.observe(world.giants, "2022", 46)
    assert "还没有选定采用哪一个" in office.get(reverse("observation", args=[one.pk])).content.decode()
    take(office, one, "prefer", reason="名单为准")
    assert "已选定采用其中一个" in office.get(reverse("observation", args=[two.pk])).content.decode()
    assert "采用：名单为准" in office.get(reverse("observation", args=[two.pk])).content.decode()


def test_a_discarded_draft_leads_back_to_the_list(world, account, lead):
    row = entered(world, account)
    assert take(lead, row, "discard").url == reverse("observations")
    assert not Observation.objects.exists()


# --- who may


@pytest.mark.parametrize("who", ["head_chief", "chief"])
def test_forms_are_closed_to_those_who_may_not_enter(world, account, signed_in, who):
    row = entered(world, account)
    addresses = [reverse("observation_new"), reverse("observation_import"), reverse("observation_template")]
    addresses += [reverse("observation_edit", args=[row.pk]), reverse("observation_correct", args=[row.pk])]
    for address in addresses:
        assert signed_in(who).get(address).status_code == 403


def test_steps_are_never_taken_by_a_link(world, account, lead):
    row = entered(world, account)
    assert lead.get(reverse("observation_submit", args=[row.pk])).status_code == 405


def test_a_post_without_the_forms_token_is_refused(world, account):
    row = entered(world, account)
    client = Client(enforce_csrf_checks=True)
    client.force_login(account("clerk"))
    assert take(client, row, "submit").status_code == 403


def test_a_figure_that_does_not_exist_is_answered_404(world, lead):
    assert lead.get(reverse("observation", args=[10**6])).status_code == 404
    assert lead.post(reverse("observation_submit", args=[10**6])).status_code == 404


def test_a_figure_of_another_plan_opens_from_that_plan(world, lead):
    other = World(chains=0, city=world.city)
    row = other.observe(other.target(), "2022", 5)
    address = reverse("observation", args=[row.pk])
    seen_from = {world.plan.code: 302, other.plan.code: 200}
    for plan, status in seen_from.items():
        assert lead.get(f"{address}?plan={plan}").status_code == status
    assert lead.get(f"{address}?plan={world.plan.code}").url == f"{address}?plan={other.plan.code}"


def test_the_day_looked_from_stays_on_the_way_through_the_pages(world, account, lead):
    row = entered(world, account)
    answer = lead.post(f"{reverse('observation_submit', args=[row.pk])}?at=2022Q3", {"version": 0})
    assert answer.url == f"{reverse('observation', args=[row.pk])}?at=2022Q3"
