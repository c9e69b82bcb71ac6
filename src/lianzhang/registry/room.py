"""The room of the city's own register: regions, organizations, chains, posts and who holds them."""

from lianzhang.kernel.rooms import Room

ROOM = Room(code="registry", title="名录")
