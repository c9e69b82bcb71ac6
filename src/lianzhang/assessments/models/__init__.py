"""The nouns of assessments: diagnoses, advice, levels of firms, and the use of platforms."""

from .advice import Advice, AdviceState
from .assessments import Assessment, AssessmentState, Basis, Part
from .diagnoses import ENDED, REPORTED, RUNNING, Diagnosis, DiagnosisState
from .platforms import PlatformUse, UseState

__all__ = [
    "ENDED",
    "REPORTED",
    "RUNNING",
    "Advice",
    "AdviceState",
    "Assessment",
    "AssessmentState",
    "Basis",
    "Diagnosis",
    "DiagnosisState",
    "Part",
    "PlatformUse",
    "UseState",
]
