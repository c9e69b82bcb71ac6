"""Addresses of the room of supply."""

from __future__ import annotations

from django.urls import path

from .views import rates

urlpatterns = [
    path("supply/", rates.overview, name="supply"),
    path("supply/rows/<int:pk>/", rates.row, name="supply_row"),
    path("supply/export.xlsx", rates.overview_export, name="supply_export"),
    path("supply/chains/<str:code>/", rates.chain, name="chain_supply"),
    path("supply/chains/<str:code>/export.xlsx", rates.chain_export, name="chain_supply_export"),
]
