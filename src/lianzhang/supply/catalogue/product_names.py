"""Which product of the catalogue a customer's words mean: by code, name or another name, folded; else what is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from lianzhang.enterprises.api import folded, pairs, revision
from lianzhang.kernel.caching import RevisionCache
from lianzhang.supply.models import Product, ProductName

__all__ = ["NameBook", "names_of", "product_named"]

OFFERED, LEAST = 5, 0.34
_BOOKS = RevisionCache(4)


@dataclass(frozen=True, slots=True)
class NameBook:
    """The catalogue of a city by what its products are called; loaded once for a state of the register."""

    by_code: dict[str, int]
    by_word: dict[str, tuple[int, ...]]
    titles: dict[int, str]

    def meant(self, text: str) -> tuple[int, ...]:
        """The keys of the products that bear this code or name; more than one where they share it."""
        word = folded(text)
        code = self.by_code.get(word)
        return (code,) if code else self.by_word.get(word, ())

    def near(self, text: str, most: int = OFFERED) -> list[int]:
        """Products whose names share most with the words, the nearest first."""
        word = folded(text)
        own = pairs(word)
        if not own:
            return []
        best: dict[int, float] = {}
        for other, keys in self.by_word.items():
            score = _alike(word, other, own)
            if score >= LEAST:
                best |= {key: max(score, best.get(key, 0.0)) for key in keys}
        return sorted(best, key=lambda key: (-best[key], self.titles[key]))[:most]


def _alike(word: str, other: str, own: object) -> float:
    """Names that hold one another are near: 铸件 in 铝合金铸件."""
    theirs = pairs(other)
    total = own.total() + theirs.total()  # type: ignore[attr-defined]
    common = 2 * (own & theirs).total() / total if total else 0.0  # type: ignore[operator]
    held = min(len(word), len(other)) >= 2 and (word in other or other in word)
    return max(common, 0.5 + common / 2) if held else common


def names_of(city: int) -> NameBook:
    return _BOOKS.get_or_compute(city, revision(city), lambda: _read(city))


def _read(city: int) -> NameBook:
    products = list(Product.objects.filter(city=city).values_list("pk", "code", "name"))
    words: dict[str, dict[int, None]] = {}
    others = ProductName.objects.filter(product__city=city).values_list("product", "folded")
    named: Iterable[tuple[int, str]] = [*((pk, folded(name)) for pk, _, name in products), *others]
    for pk, word in named:
        words.setdefault(word, {})[pk] = None
    return NameBook(
        by_code={folded(code): pk for pk, code, _ in products},
        by_word={word: tuple(keys) for word, keys in words.items()},
        titles={pk: name for pk, _, name in products},
    )


def product_named(text: str, city: int) -> Product | None:
    """None where nothing was written. Raises ValidationError where none is called so, or several are."""
    if not text.strip():
        return None
    book = names_of(city)
    keys = book.meant(text)
    if len(keys) == 1:
        return Product.objects.get(pk=keys[0])
    if keys:
        raise ValidationError("有几个产品叫这个名称；请改写代码。")
    near = "、".join(f"“{book.titles[key]}”" for key in book.near(text, 3))
    raise ValidationError(
        f"产品目录里没有“{text.strip()[:30]}”{f'；是不是{near}' if near else ''}。认不出的可以先留空。"
    )
