"""Addresses of the plans room. Every page keeps the as-of day and the plan behind the `?`."""

from __future__ import annotations

from django.urls import include, path

from .views import archived, duty, outcome, plan, scores, source, target

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/export.xlsx", plan.plan_export, name="plan_export"),
    path("plan/archived/", archived.archived, name="plans_archived"),
    path("plan/<int:pk>/archive/", archived.archive, name="plan_archive"),
    path("plan/<int:pk>/restore/", archived.restore, name="plan_restore"),
    path("plan/", include("lianzhang.plans.changing.urls")),
    path("targets/<str:code>/", target.target, name="target"),
    path("targets/<str:code>/print/", target.target_print, name="target_print"),
    path("targets/<str:code>/export.xlsx", target.target_export, name="target_export"),
    path("duties/<str:code>/", duty.duty, name="duty"),
    path("duties/<str:code>/export.xlsx", duty.duty_export, name="duty_export"),
    path("outcome/", outcome.outcome, name="outcome"),
    path("outcome/export.xlsx", outcome.outcome_export, name="outcome_export"),
    path("scores/", scores.scores, name="scores"),
    path("scores/export.xlsx", scores.scores_export, name="scores_export"),
    path("sources/<int:pk>/", source.source, name="source"),
    path("sources/<int:pk>/export.xlsx", source.source_export, name="source_export"),
    path("observations/", include("lianzhang.plans.observations.urls")),
]
