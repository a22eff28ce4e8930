"""Several names in one sentence, for readers of each language."""

from django.utils import translation

from lintel.platform.kernel.words import listed


def test_names_one_after_the_other_are_separated_as_their_reader_separates_them() -> None:
    with translation.override("zh-hans"):
        assert listed(["1栋", 2]) == "1栋、2"
    with translation.override("en"):
        assert listed(["1栋", 2]) == "1栋, 2"
        assert listed([]) == ""
