"""The room of a chain's segments: how strong each is, judged, laid out as a map."""

from lianzhang.kernel.rooms import Room

from .chain_part import chain_part
from .permissions import Permission
from .queries.search import search

ROOM = Room(
    code="segments",
    title="环节",
    pages_under={"chains": ("segment",)},
    permissions={Permission.JUDGE_SEGMENT: "判断环节强弱"},
    acts={"segment.judge": "判断环节强弱"},
    dated_pages=("segment",),
    modules=("scope", "actions"),
    chain_part=chain_part,
    search=search,
)
