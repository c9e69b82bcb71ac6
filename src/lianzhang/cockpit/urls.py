"""Addresses of the front desks. Every page keeps the as-of day and the plan behind the `?`."""

from __future__ import annotations

from django.urls import path

from .views import chain, desk, first_day, records

urlpatterns = [
    path("", desk.home, name="desk"),
    path("city/", desk.city, name="city"),
    path("first-day/", first_day.first_day, name="first_day"),
    path("search/", desk.search, name="search"),
    path("search/suggest/", desk.search_suggest, name="search_suggest"),
    path("search/export.xlsx", desk.search_export, name="search_export"),
    path("chains/", desk.chains, name="chains"),
    path("chains/export.xlsx", desk.chains_export, name="chains_export"),
    path("chains/<str:code>/", chain.chain, name="chain"),
    path("chains/<str:code>/print/", chain.chain_print, name="chain_print"),
    path("chains/<str:code>/checklist/<str:item>/", chain.record_item, name="record_item"),
    path("posts/<str:code>/appoint/", chain.appoint, name="appoint"),
    path("appointments/<int:pk>/", records.appointment, name="appointment"),
    path("appointments/<int:pk>/end/", records.appointment_end, name="appointment_end"),
    path("appointments/<int:pk>/withdraw/", records.appointment_withdraw, name="appointment_withdraw"),
    path("checklist-records/<int:pk>/", records.checklist_record, name="checklist_record"),
    path("checklist-records/<int:pk>/withdraw/", records.checklist_record_withdraw, name="checklist_record_withdraw"),
    path("rows/chain/<int:pk>/", chain.chain_row, name="chain_row"),
]
