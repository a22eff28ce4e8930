from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "lintel.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """Grants, notices, deeds, jobs and what the board counts announce themselves."""
        from lintel.customers import grants, jobs, kinds, thinking  # noqa: F401
        from lintel.customers.actions import (  # noqa: F401
            appointments,
            closing,
            consents,
            duty,
            followups,
            handing,
            interests,
            kit,
            leads,
            merging,
            profile,
            reception,
            referring,
            reporting,
        )  # fmt: skip
