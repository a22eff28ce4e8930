"""The addresses of the cockpit; those of reports and notes come from their resources."""

from django.urls import path

from lintel.insight import screens

urlpatterns = [
    path("", screens.cockpit, name="cockpit"),
    path("wall/", screens.wall, name="wall"),
    path("figure/", screens.figure, name="figure"),
    path("figures/", screens.take_figures, name="figures"),
]
