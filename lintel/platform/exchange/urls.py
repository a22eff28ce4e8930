"""Routes of the import centre, namespace ``exchange``."""

from django.urls import path

from lintel.platform.exchange import export_screens, screens

app_name = "exchange"

urlpatterns = [
    path("", screens.home, name="imports"),
    path("new/<str:name>/", screens.upload, name="upload"),
    path("template/<str:name>.xlsx", screens.template, name="template"),
    path("<int:pk>/", screens.detail, name="importjob-detail"),
    path("<int:pk>/match/", screens.match, name="match"),
    path("<int:pk>/check/", screens.check, name="check"),
    path("<int:pk>/rows/", screens.rows, name="rows"),
    path("<int:pk>/progress/", screens.progress, name="progress"),
    path("<int:pk>/fix/", screens.fix, name="fix"),
    path("<int:pk>/confirm/", screens.confirm, name="confirm"),
    path("<int:pk>/undo/", screens.undo, name="undo"),
    path("<int:pk>/drop/", screens.drop, name="drop"),
    path("<int:pk>/errors.xlsx", screens.errors, name="errors"),
    path("<int:pk>/original/", screens.original, name="original"),
    path("exports/<int:pk>/", export_screens.detail, name="exportjob-detail"),
    path("exports/<int:pk>/progress/", export_screens.progress, name="export-progress"),
    path("exports/<int:pk>/file/", export_screens.file, name="export-file"),
]
