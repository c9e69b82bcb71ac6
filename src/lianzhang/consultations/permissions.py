"""What may be done with consultations."""

from enum import StrEnum


class Permission(StrEnum):
    ASK = "consultation.ask"
    ANSWER = "consultation.answer"
    READ = "consultation.read"
