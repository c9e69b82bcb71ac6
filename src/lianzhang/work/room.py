"""The room of work: one door for every act on a row."""

from lianzhang.kernel.rooms import Room

ROOM = Room(
    code="work",
    title="办理",
    modules=("dues", "outbox"),
)
