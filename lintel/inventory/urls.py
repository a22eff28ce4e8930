"""The addresses of the rich screens; those of plain entities come from their resources."""

from django.urls import path

from lintel.inventory.screens import board, bulk, units

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/cells/", board.board_cells, name="board-cells"),
    path("board/cards/", units.cards, name="board-cards"),
    path("board/bulk/<slug:deed>/", bulk.bulk, name="board-bulk"),
    path("unit/<int:pk>/sheet/", units.sheet, name="unit-sheet"),
    path("unit/<int:pk>/compare/", units.compare_choose, name="compare-choose"),
    path("compare/", units.compare, name="compare"),
]
