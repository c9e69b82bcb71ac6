"""Addresses of diagnoses, advice, levels and platform use."""

from __future__ import annotations

from django.urls import path

from . import advice_views, diagnosis_views, level_views, platform_views
from .actions import VERBS
from .advice_actions import ADVICE_VERBS
from .assessment_actions import ASSESSMENT_VERBS
from .platform_actions import USE_VERBS

urlpatterns = [
    path("diagnoses/", diagnosis_views.diagnoses, name="diagnoses"),
    path("diagnoses/export.xlsx", diagnosis_views.export, name="diagnoses_export"),
    path("diagnoses/new/", diagnosis_views.apply_for, name="diagnosis_new"),
    path("diagnoses/<int:pk>/", diagnosis_views.diagnosis, name="diagnosis"),
    path("diagnoses/<int:pk>/assign/", diagnosis_views.assign_to, name="diagnosis_assign"),
    *(
        path(f"diagnoses/<int:pk>/{name}/", diagnosis_views.findings, {"name": name}, name=f"diagnosis_{name}")
        for name in ("report", "recheck")
    ),
    *(
        path(f"diagnoses/<int:pk>/{name}/", diagnosis_views.step, {"name": name}, name=f"diagnosis_{name}")
        for name in VERBS
    ),
    path("diagnoses/<int:pk>/advice/", advice_views.new, name="advice_new"),
    path("advice/", advice_views.advice_list, name="advice_list"),
    path("advice/export.xlsx", advice_views.export, name="advice_list_export"),
    path("advice/<int:pk>/", advice_views.advice, name="advice"),
    path("advice/<int:pk>/change/", advice_views.amend, name="advice_change"),
    *(
        path(f"advice/<int:pk>/{name.replace('_', '-')}/", advice_views.step, {"name": name}, name=f"advice_{name}")
        for name in ADVICE_VERBS
    ),
    path("assessments/", level_views.assessments, name="assessments"),
    path("assessments/export.xlsx", level_views.export, name="assessments_export"),
    path("assessments/new/", level_views.new, name="assessment_new"),
    path("assessments/<int:pk>/", level_views.assessment, name="assessment"),
    *(
        path(f"assessments/<int:pk>/{name}/", level_views.step, {"name": name}, name=f"assessment_{name}")
        for name in ASSESSMENT_VERBS
    ),
    path("platform-uses/", platform_views.platform_uses, name="platform_uses"),
    path("platform-uses/export.xlsx", platform_views.export, name="platform_uses_export"),
    path("platform-uses/new/", platform_views.new, name="platform_use_new"),
    path("platform-uses/<int:pk>/", platform_views.platform_use, name="platform_use"),
    path("platform-uses/<int:pk>/change/", platform_views.amend, name="platform_use_change"),
    *(
        path(f"platform-uses/<int:pk>/{name}/", platform_views.step, {"name": name}, name=f"platform_use_{name}")
        for name in USE_VERBS
    ),
]
