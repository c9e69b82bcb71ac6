"""Questions about segments: a whole chain taken apart, and one segment with the firms in it."""

from .chain import ChainSegments, Member, SegmentLine, chain_segments
from .segment import Inside, SegmentPage, segment_page

__all__ = ["ChainSegments", "Inside", "Member", "SegmentLine", "SegmentPage", "chain_segments", "segment_page"]
