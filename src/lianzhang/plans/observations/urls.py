"""Addresses of the reported figures, below `observations/`."""

from __future__ import annotations

from django.urls import path

from lianzhang.plans.models import Observation
from lianzhang.plans.observations import grid_views as grids
from lianzhang.plans.observations import import_views as imports
from lianzhang.plans.observations import text_views as texts
from lianzhang.plans.observations import views as observations
from lianzhang.work.api import workflow_of

STEPS = workflow_of(Observation).verbs

urlpatterns = [
    path("", observations.observations, name="observations"),
    path("export.xlsx", observations.export, name="observations_export"),
    path("grid/", grids.figure_grid, name="figure_grid"),
    path("grid/export.xlsx", grids.figure_grid_export, name="figure_grid_export"),
    path("confirm/", observations.confirm, name="observations_confirm"),
    path("new/", observations.new, name="observation_new"),
    path("from-text/", texts.from_text, name="observations_from_text"),
    path("reading/", observations.reading, name="observation_reading"),
    path("<int:pk>/", observations.observation, name="observation"),
    path("<int:pk>/edit/", observations.edit, name="observation_edit"),
    path("<int:pk>/correct/", observations.correct, name="observation_correct"),
    *(path(f"<int:pk>/{name}/", observations.step, {"name": name}, f"observation_{name}") for name in STEPS),
    path("import/", imports.upload, name="observation_import"),
    path("import/template.xlsx", imports.blank, name="observation_template"),
    path("import/<int:pk>/", imports.preview, name="observation_sheet"),
    path("import/<int:pk>/choose/", imports.choose, name="observation_sheet_choose"),
    path("import/<int:pk>/apply/", imports.apply, name="observation_sheet_apply"),
    path("import/<int:pk>/faults.xlsx", imports.marked, name="observation_sheet_faults"),
]
