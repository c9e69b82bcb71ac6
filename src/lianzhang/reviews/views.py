"""Pages of meetings: the board of periods, the list, one meeting with its steps, planning one, who came, prints."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, visible, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.kernel.measures import read_year
from lianzhang.kernel.printing import printed
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import answer_form, answer_step, for_step

from . import actions
from .board import board
from .dossier import dossier
from .exports import meetings_workbook
from .filters import MeetingFilter
from .forms import AttendanceForm, MeetingForm
from .models import Attendance, Meeting, State
from .participants import posts_for, who_chairs
from .permissions import Permission
from .planning import wanted_meeting
from .queries import LISTED, RELATED, filter_meetings, meeting_tally, meetings_page
from .words import minutes_of

__all__ = ["agenda_print", "attend", "export", "meeting", "meetings", "minutes_print", "new", "reviews", "step"]

READS = needs(Permission.READ)
FETCHED = fetched(Meeting, *RELATED)
PARTS = (("agenda", "会前议程"), ("record", "会中记录"), ("minutes", "会后纪要"))


@require_safe
@needs_plan
@READS
def reviews(request: PlanRequest) -> HttpResponse:
    """Chains by periods: what was held, is planned, is missing."""
    vp = request.viewpoint
    year = read_year(request.GET.get("year"), timezone.localdate()).start.year
    return render(request, "reviews/reviews.html", {"board": board(vp, year), "tally": meeting_tally(request.user)})


@require_safe
@needs_plan
@READS
def meetings(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = MeetingFilter(request.GET, user)
    page, rows = meetings_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": meeting_tally(user)}
    return render(request, "reviews/meetings.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    wanted = MeetingFilter(request.GET, request.user).wanted
    rows = filter_meetings(wanted, request.user, request.GET.get(ORDER)).select_related(*LISTED)
    return workbook(request, lambda: meetings_workbook(rows.iterator(2_000)), f"会议{timezone.localdate()}")


# --- one meeting
def _show(request: PlanRequest, row: Meeting, *, status: int = 200, **more: Any) -> HttpResponse:
    told = dossier(row, request.viewpoint)
    usual = "agenda" if row.is_coming or row.state == State.CANCELLED else "record"
    usual = "minutes" if row.state in (State.WRITTEN, State.CONFIRMED) else usual
    asked = request.GET.get("part", "")
    part = asked if told.reads_agenda and asked in dict(PARTS) else usual
    part = part if told.reads_agenda else "minutes"
    context = {"dossier": told, "row": row, "part": part, "parts": PARTS, "today": timezone.localdate(), **more}
    return render(request, "reviews/meeting.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def meeting(request: PlanRequest, row: Meeting) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Meeting, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.PLAN)
def new(request: PlanRequest) -> HttpResponse:
    """Plan a meeting for the period that the address names."""
    plan, user = request.viewpoint.plan, request.user
    wanted = wanted_meeting(request)
    asked = posts_for(plan, wanted.chain)
    chair = who_chairs(asked)
    initial = {"posts": [post.pk for post in asked], "chair": chair.pk if chair else None}
    sent = request.POST if request.method == "POST" else None
    form = MeetingForm(sent, by=user, plan=plan, asked=asked, initial=initial)
    made = obey(form, lambda: actions.plan_meeting(plan=plan, wanted=wanted, by=user, **form.cleaned_data))
    if made:
        return redirect(reverse("meeting", args=[made.pk]) + request.viewpoint.query)
    context = {"form": form, "wanted": wanted}
    return render(request, "reviews/meeting_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.RECORD)
@FETCHED
@for_step("attend", _show)
def attend(request: PlanRequest, row: Meeting) -> HttpResponse:
    """Who came, post by post."""
    rows = list(visible(request.user, Attendance).filter(meeting=row))
    form = AttendanceForm(request.POST if request.method == "POST" else None, rows=rows)

    def act() -> Meeting:
        return actions.attend(row=row, version=version_of(request), came=form.came(), by=request.user)

    return answer_form(request, "reviews/attendance.html", {"form": form, "row": row}, act)


@require_safe
@needs_plan
@READS
@FETCHED
def agenda_print(request: PlanRequest, row: Meeting) -> HttpResponse:
    told = dossier(row, request.viewpoint)
    if not told.reads_agenda:
        raise Http404
    context = {"row": row, "dossier": told, "part": "agenda"}
    return render(request, "reviews/agenda_print.html", context | printed(f"{row}议程"))


@require_safe
@needs_plan
@READS
@FETCHED
def minutes_print(request: PlanRequest, row: Meeting) -> HttpResponse:
    """The minutes as a paper; before they are confirmed they are none."""
    told = dossier(row, request.viewpoint)
    if row.state != State.CONFIRMED or told.minutes is None:
        raise Http404
    paper = minutes_of(row, told)
    return render(request, "reviews/minutes_print.html", {"row": row, "paper": paper} | printed(paper.title))
