"""Addresses of runs of the analysis and of stress tests."""

from __future__ import annotations

from django.urls import path

from lianzhang.supply.views import runs, stress

from .actions import VERBS

__all__ = ["RUNS"]

RUNS = [
    path("supply/runs/", runs.runs, name="analysis_runs"),
    path("supply/runs/export.xlsx", runs.runs_export, name="analysis_runs_export"),
    path("supply/runs/new/", runs.new, name="analysis_new"),
    path("supply/runs/compare/", runs.compare, name="analysis_compare"),
    path("supply/runs/<int:pk>/", runs.run, name="analysis_run"),
    path("supply/runs/<int:pk>/export.xlsx", runs.export, name="analysis_run_export"),
    path("supply/runs/<int:pk>/progress/", runs.progress, name="analysis_run_progress"),
    *(path(f"supply/runs/<int:pk>/{name}/", runs.step, {"name": name}, name=f"analysis_run_{name}") for name in VERBS),
    path("supply/stress/new/", stress.new, name="stress_new"),
    path("supply/stress/<int:pk>/", stress.stress, name="stress"),
    path("supply/stress/<int:pk>/export.xlsx", stress.stress_export, name="stress_export"),
]
