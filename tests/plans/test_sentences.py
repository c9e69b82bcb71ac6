"""What is said of a target, by example: whoever changes a sentence reads every one that changes with it.

`lianzhang manage shell -c "from tests.plans.situations import write; write()"` writes `sentences.txt` anew.
"""

import re

from .situations import WRITTEN, sentences


def test_every_situation_is_told_as_it_was_read():
    assert sentences() == WRITTEN.read_text(encoding="utf-8")


def test_differences_of_percentages_are_told_in_points():
    differences = re.findall(r"(?:差|高|低|超出|增)[\d.,]+(?:%(?!以内)|个?百分点)", WRITTEN.read_text(encoding="utf-8"))
    assert len(differences) > 10
    assert [each for each in differences if not each.endswith("个百分点")] == []


def test_nothing_short_of_its_goal_is_told_as_done():
    lines = WRITTEN.read_text(encoding="utf-8").split("\n\n")
    short = [told for told in lines if "没有达成，" in told or "还差" in told]
    assert [told for told in short if "完成100%" in told] == []


def test_no_sentence_speaks_in_codes_or_counts_nothing():
    text = WRITTEN.read_text(encoding="utf-8")
    assert re.findall(r"(?<!\d)0(?:条|个|年|家|次)(?!百分点)|无据|[a-z_]{3,}|，，|。。|None", text) == []
