"""The words of the trade: what they stand for, what leads where, and the rows that come with the house."""

from __future__ import annotations

from collections import Counter

import pytest

from lianzhang.supply.matching import Lexicon, Row, standard_lexicon, standard_rows
from lianzhang.supply.matching.lexicon import EQUAL
from lianzhang.supply.matching.text import plain


def names(lexicon, term):
    return {lexicon.names[sense.concept] for sense in lexicon.senses(term)}


def related(lexicon, name):
    concept = lexicon.senses(name)[0].concept
    return {lexicon.names[each.concept]: each.weight for each in lexicon.related(concept)}


def test_names_of_one_thing_share_what_they_stand_for():
    lexicon = Lexicon([Row("刹车片", "制动衬片", "same"), Row("brake pad", "制动衬片", "english")])
    assert names(lexicon, "刹车片") == names(lexicon, "brake pad") == {"制动衬片"}


def test_a_short_form_may_stand_for_several_things():
    lexicon = Lexicon([Row("ABS", "防抱死制动系统", "short"), Row("ABS", "丙烯腈丁二烯苯乙烯", "short")])
    assert names(lexicon, "abs") == {"防抱死制动系统", "丙烯腈丁二烯苯乙烯"}


def test_find_takes_the_longest_term():
    lexicon = Lexicon([Row("电控", "电机控制器", "jargon"), Row("电机", "马达", "same")])
    assert [term.text for term in lexicon.find("车用电机控制器")] == ["电机控制器"]


def test_find_takes_no_latin_term_within_a_word():
    lexicon = Lexicon([Row("PP", "聚丙烯", "short")])
    assert not lexicon.find("apple")
    assert [term.text for term in lexicon.find("改性pp料")] == ["pp"]


def test_a_narrow_term_answers_a_wide_need_better_than_the_other_way_round():
    lexicon = Lexicon([Row("螺栓", "紧固件", "kind")])
    assert related(lexicon, "紧固件")["螺栓"] > related(lexicon, "螺栓")["紧固件"] > 0


def test_what_ends_with_another_name_is_a_kind_of_it():
    lexicon = Lexicon([Row("压力变送器", "压力传感器", "same"), Row("感应器", "传感器", "same")])
    assert related(lexicon, "传感器")["压力传感器"] > 0


def test_what_is_made_by_a_process_is_made_by_its_kinds():
    lexicon = Lexicon([Row("壳体铸件", "压力铸造", "process"), Row("铝压铸", "压力铸造", "kind")])
    assert related(lexicon, "壳体铸件")["铝压铸"] > 0


def test_two_kinds_of_one_thing_do_not_answer_each_other():
    lexicon = Lexicon([Row("磷酸铁锂", "正极材料", "kind"), Row("三元材料", "正极材料", "kind")])
    assert "三元材料" not in related(lexicon, "磷酸铁锂")


def test_a_way_over_two_rows_names_both():
    lexicon = Lexicon([Row("六角螺栓", "螺栓", "kind"), Row("螺栓", "紧固件", "kind")])
    concept = lexicon.senses("紧固件")[0].concept
    way = next(each for each in lexicon.related(concept) if lexicon.names[each.concept] == "六角螺栓")
    assert [row.term for row in way.rows] == ["螺栓", "六角螺栓"]


def test_choices_name_what_a_text_chose_and_the_longer_word_counts():
    lexicon = Lexicon([Row("不锈钢", "牌号:不锈钢", "apart"), Row("钢", "牌号:碳钢", "apart")])
    assert lexicon.chosen("不锈钢螺栓") == {"牌号": {"不锈钢"}}


def test_standards_are_read_however_they_are_written():
    lexicon = Lexicon([Row("TS16949", "IATF 16949", "standard"), Row("CE", "CE", "standard")])
    assert lexicon.standards("通过 ts 16949 认证") == {"IATF 16949"}
    assert lexicon.standards("surface") == frozenset()


@pytest.mark.parametrize(("term", "kind"), [("", "same"), ("刹车片", "likes")])
def test_a_row_without_term_or_of_unknown_kind_is_refused(term, kind):
    with pytest.raises(ValueError, match="lexicon"):
        Row(term, "制动衬片", kind)


def test_rows_of_an_office_stand_beside_those_of_the_house():
    own = Row("大力鼓总泵", "真空助力器", "jargon", "本市修理厂")
    lexicon = Lexicon([*standard_rows(), own])
    assert "真空助力器" in names(lexicon, "大力鼓总泵")
    assert not standard_lexicon().senses("大力鼓总泵")


def test_the_rows_of_the_house_are_many_each_once_and_say_where_they_are_from():
    rows = standard_rows()
    kinds = Counter(row.kind for row in rows)
    assert len(rows) > 5_000
    assert min(kinds.values()) > 40
    pairs = Counter((plain(row.term), plain(row.means), row.kind if row.kind not in EQUAL else "") for row in rows)
    assert not [pair for pair, count in pairs.items() if count > 1]
    assert all(row.why for row in rows)
