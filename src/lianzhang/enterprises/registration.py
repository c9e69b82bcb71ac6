"""What this room tells the floors beneath once all rooms stand: its metrics and the doors to its rows."""

from lianzhang.kernel.doors import register_door

register_door("enterprise", "firm")
