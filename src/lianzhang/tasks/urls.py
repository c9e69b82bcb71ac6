"""Addresses of tasks and of records of work."""

from __future__ import annotations

from django.urls import path

from . import attendance_views, record_views, views
from .record_actions import RECORD_VERBS
from .task_actions import VERBS

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/export.xlsx", views.export, name="tasks_export"),
    path("tasks/measures/", views.measures, name="tasks_measures"),
    path("tasks/measures/export.xlsx", views.measures_export, name="tasks_measures_export"),
    path("tasks/new/", views.new, name="task_new"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/amend/", views.amend, name="task_amend"),
    path("tasks/<int:pk>/ask-amend/", views.ask_amend, name="task_ask_amend"),
    *(
        path(f"tasks/<int:pk>/{name.replace('_', '-')}/", views.step, {"name": name}, name=f"task_{name}")
        for name in VERBS
    ),
    path("work-records/", record_views.records, name="work_records"),
    path("work-records/export.xlsx", record_views.export, name="work_records_export"),
    path("work-records/measures/", attendance_views.measures, name="work_records_measures"),
    path("work-records/measures/export.xlsx", attendance_views.measures_export, name="work_records_measures_export"),
    path("work-records/new/", record_views.new, name="work_record_new"),
    path("work-records/<int:pk>/", record_views.record, name="work_record"),
    path("work-records/<int:pk>/edit/", record_views.edit, name="work_record_edit"),
    path("work-records/<int:pk>/attend/", attendance_views.attendance, name="work_record_attend"),
    *(
        path(f"work-records/<int:pk>/{name}/", record_views.step, {"name": name}, name=f"work_record_{name}")
        for name in RECORD_VERBS
    ),
]
