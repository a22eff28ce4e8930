"""What the software says it carries out, a test proves; and every number written in the code exists."""

import importlib
from pathlib import Path

import pytest

from lintel.platform.clauses import registry
from tests.architecture.clauses_in_tests import marked, named_in_code

#: What this release must carry out, whoever registers it.
PROMISED = [
    *("2.2.1.5", "2.2.4.1", "2.2.4.2", "2.2.4.3", "2.2.4.4", "2.2.4.5"),
    *("3.1.1", "3.1.2", "3.1.3", "3.2.1", "3.2.2", "3.2.3", "3.3.1", "3.3.2", "3.3.3", "3.4.1", "3.4.2"),
    *("5.1.1", "5.1.2", "5.1.3"),
]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def claimed() -> set[str]:
    """Every area's registrations, made by importing what ``site`` imports."""
    from lintel.site.areas import AREAS

    for area in AREAS:
        for module in ("actions", "resources", "jobs"):
            if (ROOT / "lintel" / area / f"{module}.py").exists() or (ROOT / "lintel" / area / module).is_dir():
                importlib.import_module(f"lintel.{area}.{module}")
    return registry.claimed()


def test_every_clause_an_action_or_resource_claims_has_a_test(claimed: set[str]) -> None:
    assert sorted(claimed - set(marked())) == []


@pytest.mark.parametrize("number", PROMISED)
def test_a_promised_clause_is_carried_out_and_proven(number: str, claimed: set[str]) -> None:
    assert registry.carriers_of(number), f"nothing carries out {registry.clause(number)}"
    assert marked().get(number), f"no test is marked @pytest.mark.clause({number!r})"


def test_every_clause_number_in_code_and_tests_is_in_the_policy() -> None:
    known = {one.number for one in registry.clauses()}
    unknown = {n: places for n, places in (marked() | named_in_code("clause")).items() if n not in known}
    assert unknown == {}


def test_every_rule_number_a_refusal_names_is_a_rule() -> None:
    known = {one.number for one in registry.laws()}
    assert {n: places for n, places in named_in_code("rule").items() if n.startswith("G") and n not in known} == {}
