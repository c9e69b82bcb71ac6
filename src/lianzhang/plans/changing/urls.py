"""Addresses of changes of a plan, below `plan/`."""

from __future__ import annotations

from django.urls import path

from . import first_views, paper_views, views
from .actions import CHANGE_VERBS
from .paper_actions import DRAFT_VERBS

urlpatterns = [
    path("workbook.xlsx", views.hand_out, name="plan_workbook"),
    path("empty-workbook.xlsx", views.hand_out_empty, name="plan_workbook_empty"),
    path("first/", first_views.first_new, name="first_plan_new"),
    path("first/empty-workbook.xlsx", first_views.first_empty, name="first_plan_empty"),
    path("first/draft/", first_views.first_draft, name="first_plan_draft"),
    path("first/<int:pk>/", first_views.first_plan, name="first_plan"),
    path("first/<int:pk>/workbook.xlsx", first_views.first_hand_out, name="first_plan_workbook"),
    path("first/<int:pk>/<str:step>/", first_views.first_step, name="first_plan_step"),
    path("changes/", views.changes, name="plan_changes"),
    path("changes/export.xlsx", views.export, name="plan_changes_export"),
    path("changes/new/", views.new, name="plan_change_new"),
    path("changes/<int:pk>/", views.change, name="plan_change"),
    path("changes/<int:pk>/workbook.xlsx", views.hand_out_change, name="plan_change_workbook"),
    *(path(f"changes/<int:pk>/{name}/", views.step, {"name": name}, f"plan_change_{name}") for name in CHANGE_VERBS),
    path("drafts/new/", paper_views.new, name="paper_draft_new"),
    path("drafts/<int:pk>/", paper_views.paper, name="paper_draft"),
    path("drafts/<int:pk>/judge/", paper_views.decide, name="paper_draft_judge"),
    path("drafts/<int:pk>/judge-several/", paper_views.decide_several, name="paper_draft_judge_several"),
    path("drafts/<int:pk>/finish/", paper_views.finish, name="paper_draft_finish"),
    *(
        path(f"drafts/<int:pk>/{name}/", paper_views.step, {"name": name}, f"paper_draft_{name}")
        for name in DRAFT_VERBS
    ),
    path("posts/new/", views.new_post, name="plan_post_new"),
    path("targets/<str:code>/revise/", views.revise, name="target_revise"),
    path("targets/<str:code>/define/", views.define, name="target_define"),
]
