"""The room of what an account is told: digests, urgent things, what passed on with a post."""

from lianzhang.kernel.rooms import Room

from .moved import waiting_of_post

ROOM = Room(
    code="notices",
    title="提要",
    pages_under={"desk": ("digest",)},
    acts={"mail.choose": "选择邮件提醒"},
    modules=("scope", "jobs"),
    open_work=waiting_of_post,
)
