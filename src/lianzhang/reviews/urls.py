"""Addresses of meetings, of decisions, and of the calendar."""

from __future__ import annotations

from django.urls import path

from . import calendar_views, decision_views, views
from .actions import MEETING_VERBS
from .decision_actions import DECISION_VERBS

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/meetings/", views.meetings, name="meetings"),
    path("reviews/meetings/export.xlsx", views.export, name="meetings_export"),
    path("reviews/meetings/new/", views.new, name="meeting_new"),
    path("reviews/meetings/<int:pk>/", views.meeting, name="meeting"),
    path("reviews/meetings/<int:pk>/attendance/", views.attend, name="meeting_attend"),
    path("reviews/meetings/<int:pk>/ask/", decision_views.ask, name="meeting_ask"),
    path("reviews/meetings/<int:pk>/record/", decision_views.record, name="meeting_record"),
    path("reviews/meetings/<int:pk>/agenda/print/", views.agenda_print, name="meeting_agenda_print"),
    path("reviews/meetings/<int:pk>/minutes/print/", views.minutes_print, name="meeting_minutes_print"),
    *(
        path(f"reviews/meetings/<int:pk>/{name}/", views.step, {"name": name}, name=f"meeting_{name}")
        for name in MEETING_VERBS
    ),
    path("reviews/decisions/", decision_views.decisions, name="decisions"),
    path("reviews/decisions/export.xlsx", decision_views.export, name="decisions_export"),
    path("reviews/decisions/<int:pk>/", decision_views.decision, name="decision"),
    *(
        path(f"reviews/decisions/<int:pk>/{name}/", decision_views.step, {"name": name}, name=f"decision_{name}")
        for name in DECISION_VERBS
    ),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/renew/", calendar_views.renew, name="calendar_renew"),
    path("calendar/<str:token>.ics", calendar_views.feed, name="calendar_feed"),
]
