"""Addresses of the message centre."""

from django.urls import path

from lintel.platform.notices import screens

app_name = "notices"

urlpatterns = [
    path("", screens.centre, name="list"),
    path("count/", screens.count, name="count"),
    path("read-all/", screens.read_all, name="read-all"),
    path("preferences/", screens.preferences, name="preferences"),
    path("<int:pk>/", screens.open_notice, name="open"),
    path("<int:pk>/unread/", screens.unread, name="unread"),
]
