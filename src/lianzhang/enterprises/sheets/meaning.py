"""Which firm a row of the register of firms means, by its code and its names; where they disagree, that is a question.

Plain lookups in what the index holds: nothing is asked of the database here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from lianzhang.enterprises.naming import core_name, folded, is_near

from .index import FirmIndex

__all__ = ["NAMES", "Meant", "Possible", "meant"]

# What says who a firm is. A row that may be of two firms leaves it as it stands, whichever it is.
NAMES = frozenset({"name", "former_names"})
WHO = NAMES | {"uscc"}


class Possible(NamedTuple):
    """A firm that a row may mean, why that is asked, and which of its columns say nothing then."""

    key: int
    why: str = ""
    left: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Meant:
    """Without doubt the one firm there is, or a new one."""

    firms: tuple[Possible, ...] = ()
    doubt: bool = False
    may_be_new: bool = True


def meant(index: FirmIndex, given: Mapping[str, Any]) -> Meant:
    """What a row means, from its code, its name and the names it gives as former ones."""
    key = index.by_code.get(given["uscc"]) if given["uscc"] else None
    meaning = _by_code(index, key, given) if key is not None else _by_name(index, given)
    return _borrowed(index, meaning, given)


def _by_code(index: FirmIndex, key: int, given: Mapping[str, Any]) -> Meant:
    """The code is a firm's. The name beside it is its own, one near it, that of another firm, or a new one."""
    name, known = given["name"], index.names[key][1]
    word = folded(name)
    if word == folded(known):
        return Meant((Possible(key, left=frozenset({"name"})),))
    bearers = index.by_name.get(word) or index.by_former_name.get(word) or []
    if key in bearers:
        why = f"代码是它的，“{name}”是它的曾用名"
        return Meant((Possible(key, why),), doubt=True, may_be_new=False)
    if bearers:
        others = (Possible(other, f"名称是它的，代码是“{known}”的", WHO) for other in bearers)
        return Meant((Possible(key, f"代码是它的，名称写的是“{name}”", WHO), *others), doubt=True, may_be_new=False)
    if is_near(name, known):
        return Meant((Possible(key),))
    return Meant((Possible(key, f"代码是它的；改名为“{name}”，原名留作曾用名"),), doubt=True, may_be_new=False)


def _by_name(index: FirmIndex, given: Mapping[str, Any]) -> Meant:
    code, name = given["uscc"], given["name"]
    same = index.by_name.get(folded(name), [])
    own = [key for key in same if not code or not index.names[key][0]]
    if len(own) == 1 and (code or len(same) == 1):
        return Meant((Possible(own[0], left=frozenset({"name"})),))
    if same:
        why = "名称相同" + ("，统一社会信用代码不同" if code else "，有几家同名")
        return Meant(tuple(Possible(key, why, frozenset({"name"})) for key in same), doubt=True)
    if called := index.by_former_name.get(folded(name)):
        return Meant(tuple(Possible(key, "这是它的曾用名") for key in called), doubt=True)
    alike = index.by_core.get(core_name(name), []) if index.names else []
    return Meant(tuple(Possible(key, "去掉地名和公司形式后名称相同") for key in alike), doubt=bool(alike))


def _borrowed(index: FirmIndex, meaning: Meant, given: Mapping[str, Any]) -> Meant:
    """The same, unless what the row gives as a former name is what another firm is called."""
    if meaning.doubt or not given["former_names"]:
        return meaning
    own = {each.key for each in meaning.firms}
    others = {
        key: name for name in given["former_names"] for key in index.by_name.get(folded(name), ()) if key not in own
    }
    if not others:
        return meaning
    if meaning.firms:
        told = "、".join(f"“{name}”" for name in dict.fromkeys(others.values()))
        firms = (meaning.firms[0]._replace(why=f"曾用名{told}是名录里另一家现在的名称"),)
        return Meant(firms, doubt=True, may_be_new=False)
    why = "它现在的名称，这一行写作曾用名"
    return Meant(tuple(Possible(key, why) for key in others), doubt=True)
