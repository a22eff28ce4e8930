"""Addresses of the approvals centre."""

from django.urls import path

from lintel.platform.approvals import screens

app_name = "approvals"

urlpatterns = [
    path("", screens.centre, name="inbox"),
    path("count/", screens.count, name="count"),
    path("batch/", screens.batch, name="batch"),
    path("deputies/", screens.deputies, name="deputies"),
    path("deputies/<int:pk>/end/", screens.end_deputy, name="end-deputy"),
    path("<int:pk>/", screens.detail, name="request-detail"),
    path("<int:pk>/<slug:verb>/", screens.do, name="do"),
]
