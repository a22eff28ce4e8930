from django.urls import path

from lintel.organisation import figure_screens

urlpatterns = [
    path("figures/", figure_screens.figures, name="figures"),
    path("figures/<str:key>/", figure_screens.figure, name="figure"),
]
