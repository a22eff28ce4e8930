"""Addresses of files."""

from django.urls import path

from lintel.platform.attachments import screens

app_name = "attachments"

urlpatterns = [
    path("<int:pk>/", screens.download, name="download"),
    path("<int:pk>/remove/", screens.remove, name="remove"),
    path("to/<int:type_id>/<int:row_id>/", screens.upload, name="upload"),
]
