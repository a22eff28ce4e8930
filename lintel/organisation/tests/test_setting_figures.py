"""Figures: everybody responsible sees where a number comes from; the manager sets it, within the law's bounds."""

import pytest

from lintel.organisation.figures import figures_shown, set_figure
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.figures import all_figures
from lintel.platform.kernel.models import FigureValue

KEY = "customers.first_follow_up_hours"


@pytest.mark.clause("2.2.1.1")
def test_the_manager_sets_a_figure_and_it_counts_at_once(cast):
    set_figure(cast["liu"], key=KEY, value="12", source="案场会议 11-23")
    shown = next(s for s in figures_shown() if s.figure.key == KEY)
    assert (shown.value, shown.source, shown.figure.whole()) == ("12", "案场会议 11-23", 12)


@pytest.mark.clause("2.2.1.1")
@pytest.mark.parametrize("value", ["0", "9999", "zwölf"])
def test_a_value_beyond_the_bounds_changes_nothing(cast, value):
    with pytest.raises(Refused):
        set_figure(cast["liu"], key=KEY, value=value, source="x")
    assert not FigureValue.objects.exists()


def test_a_consultant_sets_nothing(cast):
    with pytest.raises(NotPermitted):
        set_figure(cast["wang"], key=KEY, value="12", source="x")


def test_the_page_shows_every_figure_with_its_source(client, cast):
    client.force_login(cast["liu"])
    content = client.get("/organisation/figures/").content.decode()
    assert [f.key for f in all_figures() if str(f.source) not in content] == []


def test_who_may_not_look_is_told_so(client, cast):
    client.force_login(cast["wang"])
    assert client.get("/organisation/figures/").status_code == 403
