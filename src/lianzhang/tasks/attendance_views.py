"""Pages of who came: the list of one record as it is typed, and what came of topics in a year."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import needs, visible, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.measures import Told, read_way, read_year
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import StepRefused, answer_form, show_refused

from .attendance_actions import attend
from .exports import topics_workbook
from .forms import AttendanceForm
from .lifecycle import WORK_RECORD
from .models import Attendee, WorkRecord
from .permissions import Permission
from .record_measures import TOPIC_WAYS, TopicMeasures, tell_topics, topics_without
from .record_views import fetch, show

__all__ = ["attendance", "measures", "measures_export"]

READS = needs(Permission.READ)
FORM = "tasks/attendance_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ENTER_RECORD)
def attendance(request: PlanRequest, pk: int) -> HttpResponse:
    row = fetch(request, pk)
    try:
        WORK_RECORD.check(row, "attend", request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show)
    sent, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    listed = visible(request.user, Attendee).filter(record=row).select_related("enterprise")
    lines = "\n".join(f"{each.enterprise or ''},{each.name}" for each in listed)
    form = AttendanceForm(sent, files, initial={"lines": lines})

    def act() -> WorkRecord:
        return attend(row=row, version=version_of(request), by=request.user, **form.cleaned_data)

    return answer_form(request, FORM, {"form": form, "row": row}, act)


@require_safe
@needs_plan
@READS
def measures(request: PlanRequest) -> HttpResponse:
    """What was held in a year by topic, kind, unit or chain, and by how many persons, each once."""
    told = _told(request)
    without = topics_without(request.user, request.viewpoint.plan, told.period)
    return render(request, "tasks/topics.html", {"told": told, "without": without})


@require_safe
@needs_plan
@READS
def measures_export(request: PlanRequest) -> HttpResponse:
    told = _told(request)
    return workbook(request, lambda: topics_workbook(told), f"专题办理情况{told.period}")


def _told(request: PlanRequest) -> Told[TopicMeasures]:
    year = read_year(request.GET.get("year"), request.viewpoint.at)
    return tell_topics(request.user, year, read_way(request.GET.get("by"), TOPIC_WAYS))
