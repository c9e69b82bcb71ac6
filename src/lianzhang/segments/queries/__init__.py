"""Questions about segments: a whole chain taken apart, one segment, and the firms in either."""

from .chain import ChainSegments, Member, SegmentLine, chain_segments
from .segment import Inside, SegmentPage, chain_firms, members_of, output_trend, segment_page

__all__ = [
    "ChainSegments",
    "Inside",
    "Member",
    "SegmentLine",
    "SegmentPage",
    "chain_firms",
    "chain_segments",
    "members_of",
    "output_trend",
    "segment_page",
]
