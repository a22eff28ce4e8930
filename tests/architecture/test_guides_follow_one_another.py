"""The guides' 繁體 follows their 简体, like the messages."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from guides import stale


def test_traditional_guides_are_fresh() -> None:
    assert stale() == []
