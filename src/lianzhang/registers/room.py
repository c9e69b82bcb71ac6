"""The room of registers as a whole: which are declared complete, what is late or lacks, what is counted from them."""

from lianzhang.kernel.rooms import Room

from .chain_part import chain_column, chain_part
from .permissions import Permission

PAGES = (
    "city_map",
    "quality",
    "quality_counts",
    "quality_firms",
    "quality_suspicious",
    "coverage",
    "coverage_new",
    "coverage_row",
)

ROOM = Room(
    code="registers",
    title="台账",
    pages_under={"firms": PAGES},
    permissions={Permission.DECLARE_COVERAGE: "申报台账齐全"},
    acts={"coverage.declare": "申报台账齐全", "coverage.withdraw": "撤回齐全申报"},
    dated_pages=("city_map", "coverage", "quality", "quality_counts", "quality_firms", "quality_suspicious"),
    modules=(
        *(
            "scope",
            "metrics",
            "record_sets",
            "assessment_metrics",
            "flow_metrics",
            "platform_metrics",
            "lending_metrics",
            "talent_metrics",
            "policy_metrics",
            "project_metrics",
            "supply_metrics",
            "work_metrics",
        ),
        *(
            "coverage.actions",
            "evidence.marks",
            "evidence.withholding",
            "evidence.record_views",
            "evidence.plain_views",
        ),
    ),
    row_pages={"coverage": "coverage_row"},
    chain_part=chain_part,
    chain_column=chain_column,
)
