"""What the home page shows the administrator of people and accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lintel.platform.directory.models import User
from lintel.platform.workbench.behind import Behind
from lintel.platform.workbench.numbers import number
from lintel.platform.workbench.standing import next_best, standing

number("SYS", "accounts", _("Accounts in use"), Behind(User, "is_active=true"), order=10)
number("SYS", "never_in", _("Never signed in"), Behind(User, "is_active=true&never=true"), order=12)
number("SYS", "closed", _("Closed accounts"), Behind(User, "is_active=false"), order=14)

standing(
    "SYS", "without_post", _("Accounts in use without a post"), Behind(User, "is_active=true&without_post=true"),
    icon="id-badge-2",
)  # fmt: skip

next_best(
    "SYS", "never_in", _("%(count)s people have an account and never signed in. Ask whether they have their password."),
    _("Show them"), behind=Behind(User, "is_active=true&never=true"),
)  # fmt: skip
next_best(
    "SYS",
    "people",
    _("Look whether every account still belongs to somebody who works here."),
    _("To the people"),
    url_name="directory:user-list",
)
