"""The room of those who sign in."""

from lianzhang.kernel.rooms import Room

ROOM = Room(
    code="accounts",
    title="账号",
    administrative=True,
    acts={
        "identity.link": "关联统一身份",
        "identity.unlink": "解除统一身份关联",
        "password.change": "修改口令",
        "second_factor.enrol": "启用两步验证",
        "second_factor.failed": "两步验证失败",
        "second_factor.passed": "通过两步验证",
        "second_factor.remove": "去掉两步验证",
        "session.end": "结束会话",
        "sign_in": "登录",
        "sign_in.failed": "登录失败",
        "sign_in.locked": "登录锁定",
        "sign_out": "退出登录",
    },
    facts={"device": "设备", "of": "账号", "way": "方式"},
    modules=("signals",),
)
