"""What consultants may say and what they hear: approved answers, questions, prepared messages and reports from the field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lintel.customers.actions import kit
from lintel.customers.models import Fact, FieldReport, MessageTemplate, Question
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.resource import Period, Resource, View


class FieldReports(Resource):
    model = FieldReport
    empty = _("No report from the field yet. Consultants write down what they hear about competitors.")
    project_path = "project"
    icon = "speakerphone"
    clause = "2.2.4.5"
    columns = [
        "category",
        Column("details", wrap=True, sort=False),
        "author",
        "status",
        "created_at",
        Column("customer", sort=False),
        "acknowledged_by",
    ]
    detail_columns = [
        "category",
        "details",
        "author",
        "project",
        "customer",
        "status",
        "acknowledged_by",
        "acknowledged_at",
        "answer",
    ]
    filters = ["status", "category", "author"]
    periods = ["created_at"]
    views = [View(_("To acknowledge"), "status=sent", count=True)]


class Facts(Resource):
    """What may be said; consultants read it in the sales kit."""

    model = Fact
    empty = _("No answer has been written. Approved answers are what everybody tells customers.")
    project_path = "project"
    icon = "book-2"
    title = _("Approved answers")
    clause = "2.2.4.2"
    columns = [Column("question", wrap=True), "topic", "status", "valid_from", "valid_until", "author", "approved_by"]
    detail_columns = [
        "question",
        "answer",
        "topic",
        "project",
        "status",
        "valid_from",
        "valid_until",
        "author",
        "approved_by",
    ]
    filters = ["status", "topic"]
    periods = [Period("valid_until", ahead=True, until="ending_by")]
    search = ["question", "answer"]
    create = kit.write_fact
    views = [View(_("Approved"), "status=approved"), View(_("Drafts"), "status=draft", count=True)]


class Questions(Resource):
    model = Question
    empty = _("No question is open. What customers ask and nobody could answer comes here.")
    project_path = "project"
    icon = "help-circle"
    clause = "2.2.4.2"
    columns = [Column("text", wrap=True), "asked_by", "status", "fact", "created_at", "project"]
    filters = ["status"]
    periods = ["created_at"]
    views = [View(_("Unanswered"), "status=open", count=True)]


class Templates(Resource):
    model = MessageTemplate
    empty = _("No message has been prepared. Prepared ones are offered when a follow-up is written.")
    icon = "message"
    clause = "3.2.1"
    columns = ["title", "use", "method", "active", Column("text", wrap=True, sort=False)]
    filters = ["use", "method", "active"]
    search = ["title", "text"]
    create = kit.add_template
