"""Figures in a pasted text are proposed with source and period, and entered by a person alone."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from lianzhang.plans.models import Observation, Target

from .world import World


def test_a_bulletin_proposes_figures_and_enters_none(world: World, lead: Client) -> None:
    target = Target.objects.get(pk=world.giants.pk)
    text = f"2023年，全市工业持续向好。2023年末，{target.name}达到46{target.unit}。天气晴好，游客12万人次。"
    said = {"text": text, "source_title": "2023年统计公报", "source_date": "2024-03-01"}
    page = lead.post(reverse("observations_from_text"), said)
    assert page.status_code == 200
    (seen,) = page.context["seen"]
    assert (seen.target, seen.period, seen.value) == (target, "2023", f"46{target.unit}")
    form = lead.get(seen.address).content.decode()
    assert f'value="46{target.unit}"' in form
    assert 'value="2023年统计公报"' in form
    assert not Observation.objects.exists()
    assert lead.post(reverse("observations_from_text"), {"text": ""}).status_code == 422
    nothing = lead.post(reverse("observations_from_text"), {"text": "天气晴好。", "source_title": "报"})
    assert "没有找到" in nothing.content.decode()
