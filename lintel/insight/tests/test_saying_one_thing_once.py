"""What the home pages and the cockpit call by one name is one figure."""

import pytest

from lintel.insight.desks import Counted
from lintel.insight.metrics import all_metrics
from lintel.platform.workbench.numbers import all_numbers


@pytest.mark.clause("2.2.1.4")
def test_a_figure_of_a_home_page_with_a_name_of_the_catalogue_is_that_figure() -> None:
    named = {str(m.name) for m in all_metrics()}
    shared = [n for n in all_numbers() if str(n.label) in named]
    assert {n.name for n in shared} >= {"visits", "deals", "deal_amount", "money_in", "sell_through", "overdue_signing"}
    for number in shared:
        assert isinstance(number.behind, Counted), number.name
        assert str(number.behind.metric.name) == str(number.label), number.name
