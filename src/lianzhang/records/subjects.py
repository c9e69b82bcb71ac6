"""How the log and papers name a row: the label of its model and its key, as text that outlives both.

The log cannot be rewritten: a model that moves to another room says in `logged_as` under which label it began."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

__all__ = ["label_of", "model_of", "subject_of"]


def label_of(model: type[Model] | Model) -> str:
    """Under which label rows of a model are named, like `plans.Observation`."""
    return getattr(model, "logged_as", model._meta.label)


def subject_of(row: Model) -> str:
    return f"{label_of(row)}:{row.pk}"


def model_of(subject: str) -> type[Model] | None:
    """The model of the row that `subject` names; None where there is none, or none any more."""
    label = subject.partition(":")[0]
    return next((model for model in apps.get_models() if label_of(model) == label), None)
