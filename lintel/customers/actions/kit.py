"""The sales kit: planning writes what may be said, the manager approves it, consultants ask for what is missing (2.2.4.2)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lintel.customers.kinds import ANSWER, QUESTION_ANSWERED
from lintel.customers.models import Fact, FollowUp, MessageTemplate, Question
from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.sending import notify
from lintel.platform.privacy.scan import redact
from lintel.platform.tasks.todo import settle, todo

Status = Fact.Status


@action(Fact, _("Write an answer"), creates=True, clause="2.2.4.2")
def write_fact(
    actor: User,
    *,
    project: Project,
    topic: Fact.Topic,
    question: str,
    answer: str,
    valid_from: date,
    valid_until: date | None = None,
    answers: Question | None = None,
) -> Fact:
    """A draft. Nobody is shown it before it is approved. ``answers`` links it to a question from the floor."""
    fact = Fact(
        project=project,
        topic=topic,
        question=question,
        answer=answer,
        valid_from=valid_from,
        valid_until=valid_until,
        author=actor,
    )
    fact.full_clean(exclude=["author"])
    fact.save()
    if answers is not None:
        Question.objects.filter(pk=answers.pk, project=project).update(fact=fact)
    return fact


@action(Fact, _("Approve"), to=Status.APPROVED, clause="2.2.4.2")
def approve_fact(actor: User, fact: Fact) -> None:
    """From now on consultants may say it. Never one's own words."""
    if actor == fact.author:
        raise Refused(_("Somebody else must approve what you wrote."), clause="2.2.4.2")
    fact.approved_by = actor
    for question in fact.questions.filter(status=Question.Status.OPEN).select_related("asked_by"):
        question.lifecycle.move(question, Question.Status.ANSWERED)
        question.save()
        settle(question, actor)
        notify(
            question.asked_by,
            QUESTION_ANSWERED,
            _("There is an answer to your question"),
            url=fact.get_absolute_url(),
            about=fact,
        )


@action(Fact, _("Withdraw"), to=Status.RETIRED, clause="2.2.4.2")
def retire_fact(actor: User, fact: Fact, *, reason: str) -> None:
    """No longer true; it disappears from the kit at once."""


@action(Project, _("Ask for an answer"), clause="2.2.4.2", button=False)
def ask_question(actor: User, project: Project, *, text: str) -> Question:
    """A customer asked and the kit is silent: planning gets it as work."""
    question = Question.objects.create(project=project, text=redact(text)[:200], asked_by=actor)
    todo(
        ANSWER,
        question,
        _("A question from the floor needs an answer"),
        role="PS",
        project_id=project.pk,
        url=question.get_absolute_url(),
    )
    return question


@action(MessageTemplate, _("Add a message template"), creates=True, clause="3.2.1")
def add_template(
    actor: User, *, title: str, use: MessageTemplate.Use, method: FollowUp.Method, text: str
) -> MessageTemplate:
    """Words to copy. ``{address}`` and ``{project}`` are filled in; nothing else."""
    return MessageTemplate.objects.create(title=title, use=use, method=method, text=text)


@action(MessageTemplate, _("Take out of use"), when=lambda t: t.active, clause="3.2.1")
def retire_template(actor: User, template: MessageTemplate) -> None:
    """Nobody can copy it any more."""
    template.active = False
