"""The whole policy at hand: eight chapters, their sections and clauses, in order."""

from lintel.platform.clauses.text import (
    chapter_1_general,
    chapter_2_organisation,
    chapter_3_sales,
    chapter_4_promotion,
    chapter_5_relations,
    chapter_6_training,
    chapter_7_daily,
    chapter_8_confidentiality,
)

_CHAPTERS = (
    chapter_1_general,
    chapter_2_organisation,
    chapter_3_sales,
    chapter_4_promotion,
    chapter_5_relations,
    chapter_6_training,
    chapter_7_daily,
    chapter_8_confidentiality,
)

HEADINGS = tuple(heading for chapter in _CHAPTERS for heading in chapter.HEADINGS)
CLAUSES = tuple(clause for chapter in _CHAPTERS for clause in chapter.CLAUSES)
