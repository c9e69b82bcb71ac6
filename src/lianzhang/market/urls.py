"""Addresses of needs, postings, matches and customers."""

from __future__ import annotations

from django.urls import path

from . import event_views, judge_views, match_views, views
from .actions import VERBS
from .backings.urls import BACKINGS
from .customers.urls import CUSTOMERS
from .event_actions import EVENT_VERBS
from .fairs.urls import FAIRS
from .follow_up_actions import FOLLOW_UP_VERBS
from .judge_actions import JUROR_VERBS
from .match_actions import MATCH_VERBS
from .pools.urls import POOLS

urlpatterns = [
    *CUSTOMERS,
    *FAIRS,
    *POOLS,
    *BACKINGS,
    path("needs/", views.needs_list, name="needs"),
    path("needs/export.xlsx", views.export, name="needs_export"),
    path("needs/new/", views.new, name="need_new"),
    path("needs/funnel/", views.funnel, name="needs_funnel"),
    path("needs/funnel.xlsx", views.funnel_export, name="needs_funnel_export"),
    path("needs/<int:pk>/", views.need, name="need"),
    path("needs/<int:pk>/change/", views.amend, name="need_change"),
    path("needs/<int:pk>/suggest/", views.propose, name="need_suggest"),
    *(
        path(f"needs/<int:pk>/{name.replace('_', '-')}/", views.step, {"name": name}, name=f"need_{name}")
        for name in VERBS
    ),
    path("postings/", match_views.postings, name="postings"),
    path("postings/<int:pk>/", match_views.posting, name="posting"),
    path("postings/<int:pk>/answer/", match_views.answer_posting, name="posting_answer"),
    path("postings/<int:pk>/sit/", judge_views.sit_down, name="posting_sit"),
    path("jurors/<int:pk>/", judge_views.juror, name="juror"),
    *(
        path(f"jurors/<int:pk>/{name}/", judge_views.juror_step, {"name": name}, name=f"juror_{name}")
        for name in JUROR_VERBS
    ),
    path("matches/", match_views.matches, name="matches"),
    path("matches/export.xlsx", match_views.matches_export, name="matches_export"),
    path("matches/<int:pk>/", match_views.match, name="match"),
    *(
        path(f"matches/<int:pk>/{name}/", match_views.prove, {"name": name}, name=f"match_{name}")
        for name in ("deliver", "keep")
    ),
    *(
        path(f"matches/<int:pk>/{name.replace('_', '-')}/", match_views.step, {"name": name}, name=f"match_{name}")
        for name in MATCH_VERBS
    ),
    path("matches/<int:pk>/earmark/", match_views.earmark_match, name="match_earmark"),
    path("matches/<int:pk>/judge/", judge_views.judge_match, name="match_judge"),
    path("matches/<int:pk>/join/", event_views.join_event, name="match_join"),
    path("events/", event_views.events, name="events"),
    path("events/export.xlsx", event_views.events_export, name="events_export"),
    path("events/new/", event_views.new_event, name="event_new"),
    path("events/<int:pk>/", event_views.event, name="event"),
    *(
        path(f"events/<int:pk>/{name.replace('_', '-')}/", event_views.event_step, {"name": name}, name=f"event_{name}")
        for name in EVENT_VERBS
    ),
    path("follow-ups/<int:pk>/", match_views.follow_up, name="follow_up"),
    *(
        path(f"follow-ups/<int:pk>/{name}/", match_views.follow_up_step, {"name": name}, name=f"follow_up_{name}")
        for name in FOLLOW_UP_VERBS
    ),
]
