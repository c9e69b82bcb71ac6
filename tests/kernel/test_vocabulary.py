"""The words of bodies and areas: defaults by kind of region, a plan's own over them, patterns filled when told."""

from __future__ import annotations

from threading import Thread

import pytest

from lianzhang.kernel.vocabulary import TERMS, Vocabulary, speaking, spoken, spoken_lazy, vocabulary, words

KINDS = ("city", "province", "prefecture", "county", "county_city", "district", "development_zone")
ASKED = "请{office}办理，{whole}都一样"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_region_has_every_word_but_full_names(kind: str) -> None:
    known = vocabulary(kind)
    assert {term for term in TERMS if not getattr(known, term)} == {"steering_full", "office_full", "supervision"}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("province", "请省链长办办理，全省都一样"),
        ("county", "请县链长办办理，全县都一样"),
        ("development_zone", "请区链长办办理，全区都一样"),
        ("", "请市链长办办理，全市都一样"),
        ("neighbour", "请市链长办办理，全市都一样"),
    ],
)
def test_a_region_without_a_plan_speaks_as_its_kind(kind: str, told: str) -> None:
    with speaking(lambda: vocabulary(kind)):
        assert spoken(ASKED) == told


def test_a_plan_says_some_words_itself() -> None:
    own = vocabulary("province", {"office": "省制造强省办", "whole": "", "unheard_of": "x"})
    assert own.fill(ASKED) == "请省制造强省办办理，全省都一样"


def test_what_names_no_word_stays_as_it_was_typed() -> None:
    assert spoken("{} {0} {name} {office!r} { 100% }") == "{} {0} {name} {office!r} { 100% }"


def test_labels_written_once_follow_who_speaks() -> None:
    label = spoken_lazy("{outside}企业")
    with speaking(lambda: vocabulary("province")):
        assert f"{label}" == "省外企业"
    assert str(label) == "市外企业"


def test_words_are_asked_for_once_and_only_where_one_is_needed() -> None:
    asked = []

    def source() -> Vocabulary:
        asked.append(1)
        return vocabulary("county")

    with speaking(source):
        assert asked == []
        assert (words().whole, words().own) == ("全县", "本县")
    assert asked == [1]


def test_two_who_speak_at_once_do_not_mix() -> None:
    heard: list[str] = []
    with speaking(lambda: vocabulary("province")):
        other = Thread(target=lambda: heard.append(words().whole))
        other.start()
        other.join()
        heard.append(words().whole)
    assert heard == ["全市", "全省"]
