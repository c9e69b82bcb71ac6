"""Addresses of the segments of chains."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("segments/<int:pk>/", views.segment, name="segment"),
    path("segments/<int:pk>/export.xlsx", views.segment_export, name="segment_export"),
    path("segments/<int:pk>/judge/", views.segment_judge, name="segment_judge"),
    path("chains/<str:code>/segments.xlsx", views.chain_segments_export, name="chain_segments_export"),
]
