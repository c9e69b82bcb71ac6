"""Addresses of responsibilities, parts of targets and the checklists of areas."""

from __future__ import annotations

from django.urls import path

from .actions import VERBS
from .share_actions import VERBS as SHARE_VERBS
from .views import assignments, checklists, shares

urlpatterns = [
    path("responsibility/", assignments.responsibilities, name="responsibilities"),
    path("responsibility/export.xlsx", assignments.export, name="responsibilities_export"),
    path("responsibility/assign/", assignments.assign, name="responsibility_assign"),
    path("responsibility/<int:pk>/", assignments.responsibility, name="responsibility"),
    *(
        path(f"responsibility/<int:pk>/{name}/", assignments.step, {"name": name}, name=f"responsibility_{name}")
        for name in VERBS
    ),
    path("shares/", shares.shares, name="shares"),
    path("shares/export.xlsx", shares.shares_export, name="shares_export"),
    path("shares/<int:pk>/", shares.share, name="share"),
    *(path(f"shares/<int:pk>/{name}/", shares.step, {"name": name}, name=f"share_{name}") for name in SHARE_VERBS),
    path("targets/<str:code>/shares/", shares.breakdown, name="target_shares"),
    path("targets/<str:code>/shares/draft/", shares.draft, name="target_shares_draft"),
    path("targets/<str:code>/shares/issue/", shares.issue, name="target_shares_issue"),
    path("area-checklists/", checklists.areas, name="area_checklists"),
    path("area-checklists/export.xlsx", checklists.areas_export, name="area_checklists_export"),
    path("area-checklists/<str:code>/", checklists.area, name="area_checklist"),
    path("area-checklists/<str:code>/<str:item>/", checklists.record, name="area_checklist_record"),
]
