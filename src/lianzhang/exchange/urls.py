"""Addresses of imports and exports."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("exchange/", views.exchange, name="exchange"),
    path("exchange/export.xlsx", views.exchange_export, name="exchange_export"),
    path("exchange/<int:pk>/", views.batch, name="batch"),
    path("exchange/<int:pk>/progress/", views.batch_progress, name="batch_progress"),
    path("exchange/<int:pk>/choose/", views.batch_choose, name="batch_choose"),
    path("exchange/<int:pk>/decide/", views.batch_decide, name="batch_decide"),
    path("exchange/<int:pk>/apply/", views.batch_apply, name="batch_apply"),
    path("exchange/<int:pk>/undo/", views.batch_undo, name="batch_undo"),
    path("exchange/<int:pk>/discard/", views.batch_discard, name="batch_discard"),
    path("exchange/<int:pk>/marked.xlsx", views.batch_marked, name="batch_marked"),
    path("exchange/<int:pk>/original/", views.batch_original, name="batch_original"),
    path("exchange/<slug:register>/", views.sheet_upload, name="sheet_upload"),
    path("exchange/<slug:register>/template.xlsx", views.sheet_template, name="sheet_template"),
    path("exchange/<slug:register>/export.xlsx", views.sheet_export, name="sheet_export"),
]
