"""The table of settings in the documentation is the one the settings print."""

from pathlib import Path

from lintel.site.settings_table import settings_table

PAGE = Path(__file__).parents[2] / "docs" / "operators" / "settings.md"


def test_the_documented_settings_are_the_real_ones():
    assert settings_table() in PAGE.read_text(encoding="utf-8")
