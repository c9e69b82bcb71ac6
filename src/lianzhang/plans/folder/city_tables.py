"""The tables of a city: where it lies, its bodies and chains, who holds which post."""

from __future__ import annotations

from lianzhang.access.api import roles
from lianzhang.kernel.sheets import code, code_of, codes, day_cell, yes
from lianzhang.plans.models import PlanZone
from lianzhang.registry.models import Appointment, Rank, Region

from .cells import fits
from .declaring import ID, NAME, choice, column, needed, table

__all__ = ["CITY_TABLES"]

REGION_KINDS = (
    ("city", "市"),
    ("district", "区"),
    ("county", "县"),
    ("county_city", "县级市"),
    ("development_zone", "开发区"),
    ("township", "乡镇、街道"),
    ("neighbour", "相邻市"),
    ("prefecture", "自治州"),
    ("province", "省"),
)
ORGANIZATION_KINDS = (
    ("committee", "委员会"),
    ("office", "办公室"),
    ("department", "部门"),
    ("government", "党委政府"),
    ("enterprise", "企业"),
    ("bank", "金融机构"),
    ("college", "院校"),
    ("other", "其他"),
)
# What accounts that act for a rank's posts see and may do; administrators belong to the house, not to a plan.
ROLES = tuple((each.code, each.title) for each in roles().values() if not each.administers)

CITY_TABLES = (
    table(
        "regions",
        "区域",
        needed("id", "编号", code_of(40)),
        needed("name", "名称", fits(Region, "name")),
        choice("kind", "类别", REGION_KINDS, required=True),
        column("parent", "上级", code),
        required=True,
        references={"parent": "regions"},
    ),
    table("parks", "园区", ID, NAME, column("region", "所在区域", code), references={"region": "regions"}),
    table("organizations", "单位", ID, NAME, choice("kind", "类别", ORGANIZATION_KINDS)),
    table(
        "chains",
        "产业链",
        ID,
        NAME,
        column("lead_department", "牵头部门", code),
        required=True,
        references={"lead_department": "organizations"},
    ),
    table("groups", "产业群", ID, NAME, column("chains", "产业链", codes), references={"chains": "chains"}),
    table(
        "zones",
        "承载地",
        needed("chain", "产业链", code),
        column("region", "区域", code),
        column("park", "园区", code),
        column("note", "说明", fits(PlanZone, "note")),
        key=("chain", "region", "park"),
        references={"chain": "chains", "region": "regions", "park": "parks"},
    ),
    table(
        "ranks",
        "职级",
        ID,
        NAME,
        choice("kind", "类别", Rank.Kind.choices),
        column("extra", "附加角色", yes),
        choice("role", "系统角色", ROLES),
    ),
    table(
        "posts",
        "职务",
        ID,
        NAME,
        needed("rank", "职级", code),
        column("chains", "产业链", codes),
        column("organization", "单位", code),
        column("region", "区域", code),
        column("park", "园区", code),
        references={
            "rank": "ranks",
            "chains": "chains",
            "organization": "organizations",
            "region": "regions",
            "park": "parks",
        },
    ),
    table(
        "appointments",
        "任职",
        needed("post", "职务", code),
        column("holder", "任职者", fits(Appointment, "holder")),
        column("organization", "单位", code),
        needed("starts", "任职起", day_cell),
        column("ends", "任职止", day_cell),
        needed("source", "依据", fits(Appointment, "source")),
        key=("post", "holder", "organization", "starts"),
        references={"post": "posts", "organization": "organizations"},
    ),
)
