"""Cases to learn from, made of the release that is open: keys are computed from its counts."""

from straits.queries.learn.case import Case, LeftOut
from straits.queries.learn.case_book import POLYGENIC, case_names, study_case, titles
from straits.queries.learn.teachers_cases import study_case as taught_case

__all__ = ["Case", "LeftOut", "POLYGENIC", "case_names", "study_case", "taught_case", "titles"]
