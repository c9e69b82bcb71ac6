"""The cases that stand in every made-up city, so that pages, runs and tests find what they look for.

CASES is the table of them. Firms play the parts of CAST: the greatest of the city in the segments named, in a small
city another of the chain; a part for which no firm is left nobody plays. STRANGERS are suppliers that no register has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from lianzhang.sample.amounts import Array
from lianzhang.sample.names import alike

from .catalogue import goods
from .market import Market, Ring, ring_of
from .relations import Relations, Strangers

__all__ = ["ABLE", "CASES", "Case", "Planted", "Sale", "cast_of", "planted_relations"]

VEHICLES = ("auto_car", "auto_truck", "auto_ev", "auto_special")
# Who plays a part: the segments in which to look.
CAST = {
    "car": VEHICLES,
    "truck": VEHICLES,
    "controller": ("auto_wiring",),
    "cockpit": ("auto_cockpit",),
    "chassis": ("auto_chassis",),
    "gearbox": ("auto_gearbox",),
    "brake": ("auto_brake",),
    "battery": ("auto_battery",),
    "motor": ("auto_motor",),
    "casting": ("auto_casting",),
    "bearing": ("auto_bearings",),
    "engine": ("auto_engine",),
    "alloy": ("auto_alloy",),
    "board": ("electronics_pcb", "electronics_display", "electronics_ic_pack"),
    "machine_tool": ("equipment_machine_tool",),
    "bearing_works": ("equipment_bearing",),
    "digger": ("equipment_mining", "equipment_agri"),
    "hose_one": ("auto_plastics",),
    "hose_two": ("auto_brake",),
    "seal_one": ("chem_rubber",),
    "seal_two": ("auto_plastics",),
    "seal_three": ("rail_rubber", "chem_silicone"),
    "second_gearbox": ("auto_gearbox",),
}
STRANGERS = {
    "chips": ("示例岭芯微电子有限公司", "外省海港市"),
    "hoses": ("示例浦川管路有限公司", "外省江临市"),
    "seals": ("示例海岳密封件有限公司", "邻川市"),
    "cells": ("示例申源电芯有限公司", "外省海港市"),
    "more_cells": ("示例越港电芯股份有限公司", "外省海港市"),
    "modules": ("示例北辰功率半导体有限公司", "外省北岸市"),
    "few_modules": ("示例江临功率器件厂", "外省江临市"),
    "pads": ("示例山城摩擦材料有限公司", "外省山城市"),
    "glass": ("示例南陵玻璃有限公司", "外省山城市"),
    "same_glass": ("示例南陵玻璃（集团）有限公司", "外省山城市"),
    "resist": ("示例海外光材株式会社", "境外"),
    "cnc": ("示例海外数控公司", "境外"),
    "steel": ("示例海外特钢公司", "境外"),
    "valves": ("示例海外液压公司", "境外"),
    "injection": ("示例海外燃油系统公司", "境外"),
    "home_valves": ("示例江北液压件有限公司", "外省江临市"),
    "twin": ("", ""),  # a firm of the register, called nearly as it is
}


@dataclass(frozen=True)
class Sale:
    """`part` of what the customer records in a year is bought so, in the years `first` to `last` of BOUGHT."""

    product: str
    customer: str
    supplier: str
    part: float
    stock: int | None = None
    ends: date | None = None
    first: int = 0
    last: int = 2


@dataclass(frozen=True)
class Case:
    code: str
    what: str
    sales: tuple[Sale, ...]


MARCH, JUNE, AUTUMN, YEAR = date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2023, 12, 31)
CASES = (
    Case("chip", "两家零部件厂只有一家外省芯片供应商，两家整车厂又只有这两家供应商", (
        Sale("mcu_chip", "controller", "chips", 0.09, 9, MARCH), Sale("mcu_chip", "cockpit", "chips", 0.07, 9, MARCH),
        Sale("body_controller", "car", "controller", 0.02, 4), Sale("body_controller", "truck", "controller", 0.02, 5),
        Sale("smart_cockpit", "car", "cockpit", 0.05, 4), Sale("smart_cockpit", "truck", "cockpit", 0.04, 5),
    )),
    Case("display", "同一家芯片供应商还唯一供应座舱显示驱动芯片，没有写合同到期", (
        Sale("display_driver", "cockpit", "chips", 0.03, 14),
    )),
    Case("hose", "外省唯一供应商，本市有两家能做第二家", (
        Sale("brake_hose", "truck", "hoses", 0.004, 21, JUNE),
    )),
    Case("differential", "本市唯一供应商，合同已到期，库存12天，本市另有一家能做", (
        Sale("differential", "chassis", "gearbox", 0.12, 12, YEAR),
    )),
    Case("seal", "邻市唯一供应商，本市有三家能做", (Sale("hnbr_seal", "gearbox", "seals", 0.01, 45, AUTUMN),)),
    Case("one_place", "有两家供应商，但都在同一个地方", (
        Sale("battery_cell", "battery", "cells", 0.3, 20, AUTUMN),
        Sale("battery_cell", "battery", "more_cells", 0.22, 18),
    )),
    Case("nearly", "两家供应商，其中一家占95%", (
        Sale("igbt_module", "motor", "modules", 0.19, 16, JUNE), Sale("igbt_module", "motor", "few_modules", 0.01, 30),
    )),
    Case("second", "原来只有外省一家，2023年本市第二家供上货", (
        Sale("brake_pad", "car", "pads", 0.006, 25, last=1),
        Sale("brake_pad", "car", "pads", 0.0036, 25, JUNE, first=2),
        Sale("brake_pad", "car", "brake", 0.0024, 10, first=2),
    )),
    Case("two_names", "一家供应商写成两个名称，看着像两家", (
        Sale("windscreen", "truck", "glass", 0.01, 15), Sale("windscreen", "truck", "same_glass", 0.008, 15),
    )),
    Case("same_firm", "名录外供应商其实是名录里的企业，名称写得不一样", (Sale("gear_set", "gearbox", "twin", 0.03),)),
    Case("circle", "两家互相供货：压铸厂买铝锭，又把铝屑卖回去", (
        Sale("cast_aluminium", "casting", "alloy", 0.2), Sale("scrap_aluminium", "alloy", "casting", 0.05),
    )),
    Case("choke_none", "卡脖子，没有替代", (Sale("photoresist", "board", "resist", 0.05, 40, JUNE),)),
    Case("choke_research", "卡脖子，在攻关", (Sale("cnc_system", "machine_tool", "cnc", 0.14, 30, JUNE),)),
    Case("choke_trial", "卡脖子，在试用", (Sale("fuel_injection", "engine", "injection", 0.1, 22, MARCH),)),
    Case("choke_qualified", "卡脖子，国产已通过验证", (
        Sale("bearing_steel", "bearing_works", "steel", 0.22, 60, AUTUMN),
    )),
    Case("choke_replaced", "卡脖子，国产已替代：还买一点进口的", (
        Sale("hydraulic_valve", "digger", "valves", 0.06, 35, last=1),
        Sale("hydraulic_valve", "digger", "valves", 0.01, 35, first=2),
        Sale("hydraulic_valve", "digger", "home_valves", 0.05, 20, YEAR, first=2),
    )),
)  # fmt: skip
# Who could make what only one supplies.
ABLE = {"brake_hose": ("hose_one", "hose_two"), "hnbr_seal": ("seal_one", "seal_two", "seal_three"),
        "differential": ("second_gearbox",)}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """`case` and `sale`, for each of `relations`: places in CASES and in its sales."""

    relations: Relations
    case: Array
    sale: Array


def cast_of(market: Market) -> dict[str, int]:
    """Which firm plays which part: the higher its rank in its chain, then the larger, the rather."""
    left = market.at_home & (market.segment >= 0)
    order = np.lexsort((-market.size, -market.rank))
    cast = {}
    for part, segments in CAST.items():
        numbers = [market.segments.index(code) for code in segments]
        chain = market.chains.index(segments[0].partition("_")[0])
        for fits in (np.isin(market.segment, numbers), market.chain == chain):
            fitting = order[(fits & left)[order]]
            if len(fitting):
                cast[part] = int(fitting[0])
                left[fitting[0]] = False
                break
    return cast


def planted_relations(market: Market, cast: dict[str, int]) -> Planted:
    strangers = {part: -number - 1 for number, part in enumerate(STRANGERS)}
    places = {each.code: number for number, each in enumerate(goods())}
    known = {**cast, **strangers}
    sales = [
        (case, place, sale)
        for case, each in enumerate(CASES)
        for place, sale in enumerate(each.sales)
        if sale.customer in cast and sale.supplier in known
    ]
    named = _strangers(market, cast)
    rings = [_ring(known[sale.supplier], named) for _, _, sale in sales]
    count = len(sales)
    relations = Relations(
        customer=np.array([cast[sale.customer] for _, _, sale in sales], dtype=np.int64),
        product=np.array([places[sale.product] for _, _, sale in sales], dtype=np.int64),
        supplier=np.array([known[sale.supplier] for _, _, sale in sales], dtype=np.int64),
        ring=np.array(rings, dtype=np.int64),
        weight=np.ones(count),
        fixed=np.array([sale.part for _, _, sale in sales]),
        first=np.array([sale.first for _, _, sale in sales], dtype=np.int64),
        last=np.array([sale.last for _, _, sale in sales], dtype=np.int64),
        strangers=named,
    )
    case, place = (np.array([each[number] for each in sales], dtype=np.int64) for number in (0, 1))
    return Planted(relations, case, place)


def _strangers(market: Market, cast: dict[str, int]) -> Strangers:
    names, places = map(list, zip(*STRANGERS.values(), strict=True))
    if "bearing" in cast:
        names[-1], places[-1] = alike(market.names[cast["bearing"]]), "示例市甲区"
    return Strangers(names, places)


def _ring(supplier: int, strangers: Strangers) -> int:
    return int(Ring.CITY) if supplier >= 0 else int(ring_of(strangers.places[-supplier - 1]))
