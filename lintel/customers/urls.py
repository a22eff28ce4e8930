"""The rich screens of customer work; lists and pages of plain entities come from their resources."""

from django.urls import path

from lintel.customers.screens import customer, floor, interests, kiosk, kit, reception, related, tags, week

urlpatterns = [
    path("reception/", reception.reception, name="reception"),
    path("reception/look-up/", reception.look_up, name="look-up"),
    path("reception/kiosk/", kiosk.kiosk, name="kiosk"),
    path("reception/kiosk/start/", kiosk.start, name="kiosk-start"),
    path("reception/kiosk/leave/", kiosk.leave, name="kiosk-leave"),
    path("reception/<int:pk>/", reception.arrived, name="arrived"),
    path("reception/<int:pk>/start/", reception.start, name="start"),
    path("reception/<int:pk>/ruling/", reception.ruling, name="ruling"),
    path("call/", reception.call, name="call"),
    path("lead/", reception.lead, name="add-lead"),
    path("floor/", floor.floor, name="floor"),
    path("floor/add/", floor.on_duty, name="on-duty"),
    path("week/", week.week, name="week"),
    path("week/book/", week.book_at, name="book-at"),
    path("pool/", floor.pool, name="pool"),
    path("pool/<int:pk>/take/", floor.take, name="take"),
    path("kit/", kit.kit, name="kit"),
    path("kit/ask/", kit.ask, name="ask"),
    path("kit/report/", kit.report, name="report"),
    path("consent/<int:pk>/signature/", customer.signature, name="signature"),
    path("customer/<int:pk>/follow-up/", customer.write_follow_up, name="follow-up"),
    path("customer/<int:pk>/timeline/", customer.timeline_page, name="timeline"),
    path("customer/<int:pk>/needs/", customer.edit_needs, name="needs"),
    path("customer/<int:pk>/homes/", interests.homes, name="homes"),
    path("customer/<int:pk>/interest/", interests.note, name="interest"),
    path("customer/<int:pk>/tags/", tags.tags, name="tags"),
    path("customer/<int:pk>/related/add/", related.add, name="related-add"),
    path("related/<int:pk>/change/", related.change, name="related-change"),
    path("related/<int:pk>/remove/", related.remove, name="related-remove"),
    path("customer/<int:pk>/quick/confirm/", customer.quick, {"verb": "confirm_correct"}, name="confirm"),
    path("customer/<int:pk>/quick/refuse/", customer.quick, {"verb": "refuse_marketing"}, name="refuse"),
    path("customer/<int:pk>/merge/<int:other>/", customer.merge, name="merge"),
    path("customer/<int:pk>/ask-merge/<int:other>/", customer.ask_merge, name="ask-merge"),
]
