"""Figures of the policy and the law: a default with its source, and the office's own value."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from lintel.platform.kernel import figures
from lintel.platform.kernel.models import FigureValue
from lintel.site import areas


@pytest.fixture
def days():
    made = figures.figure("tests.days", 7, label="Days", unit="days", source="tests", least=1, most=30)
    yield made
    figures._declared.pop("tests.days")


@pytest.mark.django_db
def test_an_office_sets_its_own_value(days):
    assert days.whole() == 7
    FigureValue.objects.create(key=days.key, value="10", source="部门决定")
    assert days.value() == Decimal(10)


@pytest.mark.parametrize("text", ["0", "31", "viele", ""])
def test_a_value_out_of_bounds_is_refused(days, text):
    with pytest.raises(ValidationError):
        days.parse(text)


def test_a_figure_is_declared_once(days):
    with pytest.raises(LookupError):
        figures.figure("tests.days", 8, label="Days")


@pytest.mark.django_db
def test_every_figure_says_where_it_comes_from():
    areas.load()
    assert [f.key for f in figures.all_figures() if not f.source] == []
