"""Who we are: departments, teams and the people in them. No screens live here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.models import Role
from lintel.platform.access.scope import Scope, codes_of, roles_of

SYSTEM = "system"


class Department(models.Model):
    """The department or one of its teams; ``path`` makes a subtree a prefix."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        TEAM = "team", _("Team")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.TEAM)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, db_index=True, editable=False, default="")

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("team"), _("teams")

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        """Keep ``path`` such that a department's descendants share its prefix."""
        super().save(**kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])


class PeopleManager(UserManager["User"]):
    def people(self) -> models.QuerySet[User]:
        """Real, active people: never the system itself."""
        return self.filter(is_active=True).exclude(username=SYSTEM)

    def holding(self, *codes: str) -> models.QuerySet[User]:
        """Active people who hold one of these posts or duties."""
        return self.people().filter(roles__code__in=codes).distinct()


class User(AbstractUser):
    """A member of the department. Exactly one post; any number of duties."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=120, blank=True, db_index=True)
    mobile = models.CharField(_("work phone"), max_length=20, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=10, blank=True, default="")
    must_change_password = models.BooleanField(default=False)

    objects: ClassVar[PeopleManager] = PeopleManager()
    scope = Scope()
    #: The trail says that these changed, never to what.
    personal_fields = ("password",)

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("people")

    def __str__(self) -> str:
        return self.name or self.get_full_name() or self.username

    @property
    def is_system(self) -> bool:
        return self.username == SYSTEM

    @cached_property
    def held(self) -> tuple[Role, ...]:
        """The post and the duties of this person."""
        return roles_of(self)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of this person's post and duties."""
        return codes_of(self)

    @cached_property
    def post(self) -> Role | None:
        """The one post this person holds, if any."""
        posts = [role for role in self.held if role.kind == Role.Kind.POST]
        return max(posts, key=lambda role: role.rank, default=None)

    def get_absolute_url(self) -> str:
        return reverse("directory:user-detail", args=[self.pk])


def system_user() -> User:
    """The actor of what happens without anybody asking (jobs, sweeps, installation)."""
    return User.objects.get_or_create(
        username=SYSTEM, defaults={"name": "Lintel", "is_active": False, "password": "!"}
    )[0]


def supervisor_of(user: User) -> User | None:
    """The next person up: the team's supervisor, else deputy, else manager; never the person themself."""
    posts = {"SR": "SS", "PC": "PS", "CR": "CS"}
    wanted = [posts[c] for c in user.codes if c in posts]
    same_team = (
        User.objects.holding(*wanted).filter(department=user.department).exclude(pk=user.pk).first() if wanted else None
    )
    if same_team:
        return same_team
    ladder = ["MGR"] if "DM" in user.codes else ["DM", "MGR"]
    for code in ladder:
        above = User.objects.holding(code).filter(~Q(pk=user.pk)).order_by("pk").first()
        if above:
            return above
    return None
