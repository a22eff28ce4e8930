"""The addresses of the rich screens; those of plain entities come from their resources."""

from django.urls import path

from lintel.sales.screens import cashier, holding, papers, plans, reserving, sheets

urlpatterns = [
    path("plan/", plans.quote_new, name="quote-new"),
    path("plan/preview/", plans.quote_preview, name="quote-preview"),
    path("plan/<int:pk>/", plans.quote_change, name="quote-change"),
    path("plan/<int:pk>/told/", plans.disclose, name="quote-told"),
    path("plan/<int:pk>/pdf/", papers.quote_pdf, name="quote-pdf"),
    path("plan/<int:pk>/image/", papers.quote_image, name="quote-image"),
    path("customer/<int:pk>/hold/", holding.hold_for, name="hold-for"),
    path("unit/<int:pk>/prices/", sheets.price_sheet, name="price-sheet"),
    path("unit/<int:pk>/prices/pdf/", sheets.price_sheet_pdf, name="price-sheet-pdf"),
    path("unit/<int:pk>/prices/image/", sheets.price_sheet_image, name="price-sheet-image"),
    path("unit/<int:pk>/reserve/", reserving.reserve, name="reserve"),
    path("unit/<int:pk>/extend/", reserving.extend, name="extend-hold"),
    path("unit/<int:pk>/release/", reserving.release, name="release-hold"),
    path("unit/<int:pk>/queue/", reserving.queue, name="queue"),
    path("reservation/<int:pk>/pdf/", papers.reservation_pdf, name="reservation-pdf"),
    path("reservation/<int:pk>/receipt/", cashier.receipt_new, name="receipt-new"),
    path("reservation/<int:pk>/refund/", cashier.refund_new, name="refund-new"),
    path("receipt/<int:pk>/pdf/", papers.receipt_pdf, name="receipt-pdf"),
    path("cashier/", cashier.desk, name="cashier"),
]
