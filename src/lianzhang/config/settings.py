"""Every setting of the house, and the only place that reads the environment.

A variable that is missing or wrong raises with a hint; README.md lists them all."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from lianzhang.config.environment import Environment
from lianzhang.config.secrets import get_or_create_secret

env = Environment(os.environ)

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(env.text("VAR", str(ROOT / "var"))).absolute()
os.umask(0o077)  # whatever this process writes is its owner's alone
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
PLAN_FOLDERS = ROOT / "plans"
LOAD_PLANS = env.flag("LOAD_PLANS", default=True)  # a city that begins on the screens starts without
# What processes of our own are given of the environment: what finds Python and a cluster, and no secret.
CHILD_ENVIRONMENT = {
    name: text
    for name, text in os.environ.items()
    if name in ("PATH", "PYTHONPATH", "HOME", "LANG", "TMPDIR") or name.startswith("DASK_")
}


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# --- where it listens, and for whom
HOST = env.text("HOST", "127.0.0.1")
PORT = env.port("PORT", 8000)
# Accounts with printed passwords and a generated key: by default only where no one else can reach.
DEMONSTRATION = env.flag("DEMONSTRATION", default=_is_loopback(HOST))
# The fictitious city that a demonstration starts with, by its size; a real deployment has none.
SAMPLE = env.choice("SAMPLE", ("city", "town", "province", "none") if DEMONSTRATION else ("none",))
HTTPS = env.flag("HTTPS", default=not DEMONSTRATION)
DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [HOST, "localhost", "127.0.0.1", "[::1]"])
# How many proxies of ours stand before the server: only so many hops of X-Forwarded-For are believed.
PROXIES = env.whole("PROXIES", 0, least=0)
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS", [])
if DEMONSTRATION and not env.text("SECRET_KEY"):
    SECRET_KEY = get_or_create_secret(VAR / "secret_key")
else:
    SECRET_KEY = env.required("SECRET_KEY", "请写一串 50 位以上的随机字符；本机演示时可设 DEMONSTRATION=1 自动生成。")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("环境变量 SECRET_KEY 太短：请写 50 位以上的随机字符。")

# --- rooms, the lowest floor first
INSTALLED_APPS = [
    "lianzhang.records",
    "lianzhang.jobs",
    "lianzhang.accounts",
    "lianzhang.registry",
    "lianzhang.access",
    "lianzhang.operations",
    "lianzhang.work",
    "lianzhang.plans",
    "lianzhang.responsibility",
    "lianzhang.enterprises",
    "lianzhang.statements",
    "lianzhang.honours",
    "lianzhang.segments",
    "lianzhang.parks",
    "lianzhang.assessments",
    "lianzhang.talent",
    "lianzhang.platforms",
    "lianzhang.supply",
    "lianzhang.problems",
    "lianzhang.tasks",
    "lianzhang.visits",
    "lianzhang.market",
    "lianzhang.policies",
    "lianzhang.projects",
    "lianzhang.consultations",
    "lianzhang.supervision",
    "lianzhang.reviews",
    "lianzhang.registers",
    "lianzhang.exchange",
    "lianzhang.notices",
    "lianzhang.cockpit",
    "lianzhang.sample",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_cotton",
    "django_htmx",
    "django_vite",
]
MIDDLEWARE = [
    "lianzhang.config.middleware.RequestReference",
    "lianzhang.config.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lianzhang.config.middleware.PrivatePages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "lianzhang.config.middleware.NoNulls",  # behind the user, whom its pages of refusal name
    "django.contrib.messages.middleware.MessageMiddleware",
    "lianzhang.access.kept.KeepsWords",  # around whatever ends a session
    "lianzhang.accounts.middleware.SessionLimits",
    "lianzhang.enterprises.middleware.RevisionOnce",
    "lianzhang.access.middleware.Acting",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lianzhang.config.elsewhere.OtherPosts",
    "lianzhang.plans.viewpoint.ViewpointMiddleware",
    "lianzhang.work.outcome.TellsNext",
    "lianzhang.config.errors.ReadableRefusals",
    "axes.middleware.AxesMiddleware",  # last: turns a lockout into its page
]
ROOT_URLCONF = "lianzhang.config.urls"
WSGI_APPLICATION = "lianzhang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src" / "lianzhang" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "lianzhang.kernel.templatetags.able",
                "lianzhang.kernel.templatetags.formatting",
                "lianzhang.kernel.templatetags.kept",
                "lianzhang.kernel.templatetags.tokens",
                "lianzhang.kernel.templatetags.links",
                "lianzhang.kernel.templatetags.row_parts",
                "lianzhang.kernel.templatetags.sentences",
                "lianzhang.kernel.templatetags.sorting",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "lianzhang.config.context.every_page",
                "lianzhang.access.middleware.context",
                "lianzhang.sample.context.context",
                "lianzhang.plans.viewpoint.context",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it is handed, not what stands around it

# --- data
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", f"sqlite:///{VAR / 'lianzhang.sqlite3'}")
}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
IS_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    DATABASES["default"] |= {"ENGINE": "lianzhang.kernel.sqlite3", "TEST": {"NAME": ":memory:"}}
    DATABASES["default"]["OPTIONS"] = {
        # Taking the write lock at BEGIN waits in line; the default fails with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # seconds: longer than the largest import writes, so that who meets it waits and never fails
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # The rows in use lie in memory or on a disk without a head: reading here and there costs little more than reading
    # in order. Compiling a query takes longer than any page's query runs.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1 -c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Larger than any sheet the house hands out, far below what would fill its memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "lianzhang.kernel.uploads.RefuseHuge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# How often one account may do what adds up to a copy of the house, within a minute (access/limits.py).
LIMITS = {
    "export": env.whole("EXPORTS_A_MINUTE", 60, least=1),
    "search": env.whole("SEARCHES_A_MINUTE", 120, least=1),
    "suggest": env.whole("SUGGESTIONS_A_MINUTE", 300, least=1),  # who types without a pause asks for four a second
    "reveal": env.whole("REVEALS_A_MINUTE", 30, least=1),
    "list": env.whole("LISTED_ROWS_A_MINUTE", 6_000, least=1),  # rows: two pages of fifty in a second, all the time
}

# How many problems one firm may raise on one day.
PROBLEMS_A_DAY = env.whole("PROBLEMS_A_DAY", 20, least=1)

AUDIT_KEEP_MONTHS = env.whole("AUDIT_KEEP_MONTHS", 6, least=6)

# --- sign-in
AUTH_USER_MODEL = "accounts.User"
# The first counts failures and says no to whoever is locked out; the second asks for the password and the post.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "lianzhang.access.backends.PostBackend"]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a colleague at the same address is not shut out
AXES_FAILURE_LIMIT = 5
# So many accounts failing from one address within the cool-off shut it to devices that never signed in.
SIGN_IN_NAMES = env.whole("SIGN_IN_NAMES", 10, least=3)
AXES_HANDLER = "lianzhang.accounts.throttling.Handler"
AXES_CLIENT_IP_CALLABLE = "lianzhang.accounts.throttling.address_of"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "lianzhang.accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_HASHERS = ["lianzhang.accounts.hashing.QueuedArgon2PasswordHasher"]
HASHES_AT_ONCE = env.whole("HASHES_AT_ONCE", 2, least=1)  # in each process; each takes 100 MB while it runs
PASSWORD_PROFILE = env.choice("PASSWORD_PROFILE", ("asvs", "mlps"))
PASSWORD_WORDS = env.words("PASSWORD_WORDS", [])  # names of the city and its offices, in pinyin
# Days until a password must be changed; 0: as long as it is not known to be lost.
PASSWORD_DAYS = {"asvs": 0, "mlps": 90}[PASSWORD_PROFILE]
_OF_BOTH = ("NotCommon", "ContextWords", "Varied")
_OF_PROFILE = {"asvs": _OF_BOTH, "mlps": (*_OF_BOTH, "Kinds", "NotUsedBefore")}[PASSWORD_PROFILE]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "lianzhang.accounts.passwords.Length",
        "OPTIONS": {"least": {"asvs": 12, "mlps": 10}[PASSWORD_PROFILE]},
    },
    *({"NAME": f"lianzhang.accounts.passwords.{name}"} for name in _OF_PROFILE),
]
_HOST_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST_PREFIX}session"
CSRF_COOKIE_NAME = f"{_HOST_PREFIX}csrf"
DEVICE_COOKIE_NAME = f"{_HOST_PREFIX}device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", default=False)
OTP_TOTP_ISSUER = "Lianzhang"
# The city's own identity service (OpenID Connect). Without an issuer there is none.
OIDC_ISSUER = env.text("OIDC_ISSUER")
OIDC_CLIENT_ID = env.required("OIDC_CLIENT_ID", "身份服务登记本系统时给的标识。") if OIDC_ISSUER else ""
OIDC_CLIENT_SECRET = env.required("OIDC_CLIENT_SECRET", "身份服务登记本系统时给的密钥。") if OIDC_ISSUER else ""
OIDC_NAME = env.text("OIDC_NAME", "统一身份认证")
OIDC_CLAIM = env.text("OIDC_CLAIM", "preferred_username")  # what in its answer names the person, for the log
SESSION_IDLE = timedelta(minutes=env.whole("SESSION_IDLE_MINUTES", 30, least=1))
SESSION_LONGEST = timedelta(hours=env.whole("SESSION_HOURS", 12, least=1))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lianzhang.config.errors.csrf_failure"

# --- mail: without a host none is sent, and digests are read in the house alone
EMAIL_HOST = env.text("MAIL_HOST")
EMAIL_PORT = env.port("MAIL_PORT", 465)
EMAIL_HOST_USER = env.text("MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and env.flag("MAIL_TLS", default=True)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.required("MAIL_FROM", "发信的邮箱地址。") if EMAIL_HOST else ""
# Where the house is reached, for the link in a mail, which knows no request.
PUBLIC_ADDRESS = (
    env.required("PUBLIC_ADDRESS", "本系统的网址，如 https://lianzhang.example.cn。").rstrip("/") if EMAIL_HOST else ""
)

# The accounts that demonstration.py makes, in the order that the sign-in page offers them.
DEMONSTRATION_ACCOUNTS = tomllib.loads(Path(__file__).with_name("demonstration.toml").read_text(encoding="utf-8"))

# --- what a browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# --- language and time
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files of the front end
FRONT_END = ROOT / "frontend" / "dist"
STATIC_URL = "/static/"
STATICFILES_DIRS = [FRONT_END]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Vite puts a hash of the content into every name under assets/.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$"
DJANGO_VITE = {"default": {"manifest_path": FRONT_END / "manifest.json"}}

# --- log: to stderr, each line with the reference that an error page shows
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "lianzhang.config.middleware.ReferenceFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} [{reference}] {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["reference"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "lianzhang": {"level": "INFO"},
    },
}
