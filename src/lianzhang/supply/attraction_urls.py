"""Addresses of the suppliers outside the city."""

from __future__ import annotations

from django.urls import path

from .views import attraction

__all__ = ["ATTRACTION"]

ATTRACTION = [
    path("supply/attraction/", attraction.outside_suppliers, name="attraction"),
    path("supply/attraction/export.xlsx", attraction.outside_export, name="attraction_export"),
    path("supply/attraction/supplier/", attraction.supplier, name="attraction_supplier"),
]
