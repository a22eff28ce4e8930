"""What the worker does for the trail: seal what is new every few seconds, and check the whole chain every night."""

import datetime
import logging

from lintel.platform.audit.seal import seal_pending
from lintel.platform.audit.verify import verify
from lintel.platform.jobs.registry import job

log = logging.getLogger(__name__)


@job("audit.seal_trail", every=datetime.timedelta(seconds=5))
def seal_trail() -> None:
    """Give every new entry its place in the chain."""
    seal_pending()


@job("audit.verify_trail", every=datetime.timedelta(days=1))
def verify_trail() -> None:
    """Check the chain from its start; a break is an error somebody must look at."""
    report = verify()
    if not report.ok:
        log.error("The trail does not hold at seal %s: %s", report.first_bad_seq, report.reason)
