"""People who sign in. An account is named by the post it serves, never by an invented person."""

from typing import Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password nobody can sign in by one."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account; `label` is what the screens show (a post or a unit).

    It carries no permission of its own and there is no superuser: what it may do follows from the posts it holds.
    """

    username = models.CharField(
        "账号",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "已有同名的账号，请换一个。"},
    )
    label = models.CharField("称谓", max_length=80, blank=True, help_text="岗位或单位，不写姓名")
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    date_joined = models.DateTimeField("建立时间", default=timezone.now)
    must_change_password = models.BooleanField("须改口令", default=False)
    password_set_at = models.DateTimeField("口令设置时间", default=timezone.now)
    # Counts up whenever all its sessions end: one begun before does not open again, however it was kept.
    sessions_generation = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    objects = UserManager()

    # As what it acts in this request, and which rows it was found to reach: the room above puts them here.
    active: object
    reached: dict[tuple[type[models.Model], int], bool]

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.label or self.username

    def set_password(self, raw_password: str | None) -> None:
        """From now on: a password grows old, and what was made under another one ends."""
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: the password, and how often all sessions were ended."""
        bound = f"{self.password}\n{self.sessions_generation}"
        return salted_hmac("lianzhang.accounts.session", bound, algorithm="sha256").hexdigest()

    def has_perm(self, permission: str, row: Any = None) -> bool:
        """Whether a backend lets this account do this, to `row` if given. Nobody is above being asked."""
        return self.is_active and any(
            backend.has_perm(self, permission, row) for backend in get_backends() if hasattr(backend, "has_perm")
        )


class PastPassword(models.Model):
    """The hash of a password that was in use before."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)

    class Meta:
        verbose_name = "用过的口令"


class Identity(models.Model):
    """Whose an account is at the city's identity service, by the service's own number, which is never given twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identities", verbose_name="账号")
    issuer = models.CharField("身份服务", max_length=200)
    subject = models.CharField("身份编号", max_length=255)
    linked_at = models.DateTimeField("关联时间", default=timezone.now)

    class Meta:
        verbose_name = "统一身份"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_for_an_identity"),
            models.UniqueConstraint(fields=["issuer", "user"], name="one_identity_for_an_account"),
        ]


class SignedIn(models.Model):
    """A session as its owner and the security administrator see it; the session itself is Django's."""

    user = models.ForeignKey(User, models.CASCADE, related_name="signed_in", verbose_name="账号")
    session_key = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField("登录时间", default=timezone.now)
    seen = models.DateTimeField("最近操作", default=timezone.now)
    address = models.CharField("来自", max_length=45, blank=True)
    device = models.CharField("设备", max_length=80, blank=True)

    class Meta:
        verbose_name = "登录会话"
        ordering = ["-seen"]
