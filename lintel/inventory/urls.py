"""The addresses of the rich screens; those of plain entities come from their resources."""

from django.urls import path

from lintel.inventory import screens

urlpatterns = [
    path("board/", screens.board, name="board"),
    path("board/cells/", screens.board_cells, name="board-cells"),
    path("board/bulk/<slug:deed>/", screens.bulk, name="board-bulk"),
    path("unit/<int:pk>/sheet/", screens.sheet, name="unit-sheet"),
    path("unit/<int:pk>/compare/", screens.compare_choose, name="compare-choose"),
    path("compare/", screens.compare, name="compare"),
]
