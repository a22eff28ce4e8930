"""Addresses of the policy pages: ``policy:index``, ``policy:clause``, ``policy:rules``, ``policy:rule``."""

from django.urls import path

from lintel.policy import screens

app_name = "policy"
urlpatterns = [
    path("", screens.index, name="index"),
    path("clauses/<str:number>/", screens.clause, name="clause"),
    path("rules/", screens.rules, name="rules"),
    path("rules/<str:number>/", screens.rule, name="rule"),
]
