"""Plain Django settings. Environments differ by the values of ``Env``, not by files."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import ValidationError

from lintel.platform.kernel.db.urls import database_from_url
from lintel.site.env import Env

try:
    ENV = Env()
except ValidationError as wrong:
    lines = [f"  LINTEL_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in wrong.errors()]
    sys.exit("Lintel cannot start; these settings are wrong:\n" + "\n".join(lines))

BASE_DIR = Path(__file__).resolve().parents[2]
LINTEL_DATA_DIR = ENV.data_dir.resolve()
LINTEL_KEY_FILE = (ENV.key_file or LINTEL_DATA_DIR / "keys.json").resolve()
LINTEL_DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = ENV.secret()
DEBUG = ENV.debug
ALLOWED_HOSTS = [h.strip() for h in ENV.allowed_hosts.split(",") if h.strip()]
BASE_URL = ENV.base_url
CSRF_TRUSTED_ORIGINS = [BASE_URL]

ROOT_URLCONF = "lintel.site.urls"
WSGI_APPLICATION = "lintel.site.wsgi.application"
AUTH_USER_MODEL = "directory.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Ours come first: where a library translates the same English word, our word is the one that is shown.
    "lintel.platform.kernel",
    "lintel.platform.jobs",
    "lintel.platform.clauses",
    "lintel.platform.access",
    "lintel.platform.privacy",
    "lintel.platform.audit",
    "lintel.platform.directory",
    "lintel.platform.actions",
    "lintel.platform.notices",
    "lintel.platform.attachments",
    "lintel.platform.papers",
    "lintel.platform.tasks",
    "lintel.platform.approvals",
    "lintel.platform.exchange",
    "lintel.platform.workbench",
    "lintel.organisation",
    "lintel.office",
    "lintel.inventory",
    "lintel.customers",
    "lintel.sales",
    "lintel.insight",
    "lintel.policy",
    "lintel.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
]

INSTALLED_APPS = [
    a for a in INSTALLED_APPS if not a.startswith("lintel.") or (BASE_DIR / a.replace(".", "/") / "apps.py").exists()
]

MIDDLEWARE = [
    "lintel.site.middleware.request_identity",
    "django.middleware.security.SecurityMiddleware",
    "lintel.site.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lintel.site.middleware.compressed_pages",
    "lintel.site.middleware.one_look_per_page",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lintel.site.middleware.sessions_end",
    "lintel.site.middleware.persons_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lintel.site.middleware.signed_in_only",
    "lintel.site.kiosk.kiosk_only",
    "lintel.site.middleware.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lintel" / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lintel.site.navigation.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database_from_url(ENV.database_url, LINTEL_DATA_DIR)}

AUTHENTICATION_BACKENDS = ["lintel.site.accounts.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "lintel.site.accounts.Adapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,100/15m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lintel"
LINTEL_REQUIRE_TOTP = ENV.require_totp
LINTEL_EXPORT_AT_ONCE = ENV.export_at_once
LINTEL_NOTICE = ENV.notice

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]  # msg: ok, each in itself
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
#: Off: it would write keys, versions and seconds as "1,800" into forms, addresses and scripts. Amounts are grouped by money.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["lintel.site.formats"]

STATIC_URL = "static/"
STATIC_ROOT = LINTEL_DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # empty: files are served from where they are; WhiteNoise asks that it be there
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = LINTEL_DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "lintel_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
SESSION_ENGINE = "lintel.site.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = ENV.absolute_hours * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SESSION_COOKIE_NAME = "__Host-lintel" if ENV.https else "lintel"
CSRF_COOKIE_NAME = "__Host-lintel-csrf" if ENV.https else "lintel-csrf"
CSRF_FAILURE_VIEW = "lintel.site.errors.csrf_failure"
IDLE_MINUTES, ABSOLUTE_HOURS = ENV.idle_minutes, ENV.absolute_hours

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https and ENV.trusted_proxies else None
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, str | list[str]] = {
    "camera": "self",
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if ENV.smtp_host else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = ENV.smtp_host or "localhost", ENV.smtp_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.smtp_user, ENV.smtp_password
EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.smtp_security == "starttls", ENV.smtp_security == "tls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {"django.request": {"level": "ERROR"}, "django.server": {"level": "ERROR"}},
}
