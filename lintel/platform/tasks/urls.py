"""Addresses of the to-do centre."""

from django.urls import path

from lintel.platform.tasks import screens

app_name = "tasks"

urlpatterns = [
    path("", screens.centre, name="list"),
    path("count/", screens.count, name="count"),
    path("help/", screens.ask, name="help"),
    path("new/", screens.write, name="new"),
    path("errand/<int:pk>/", screens.errand, name="errand-detail"),
    path("errand/<int:pk>/back/", screens.take_back, name="take-back"),
    path("<int:pk>/", screens.follow, name="task-detail"),
    path("<int:pk>/done/", screens.finish, name="finish"),
    path("<int:pk>/undone/", screens.reopen, name="reopen"),
    path("<int:pk>/postpone/", screens.postpone, name="postpone"),
    path("<int:pk>/give/", screens.give, name="give"),
]
