"""One settings file. Every default runs with no service at hand; what is set wrongly fails loudly."""

import mimetypes
from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from madang.config.environment import (
    MAIL_SECONDS,
    database_from,
    embeddings_from,
    env,
    env_bool,
    env_int,
    env_list,
    env_secret,
    env_share,
    mail_from,
)
from madang.config.home import home

django_stubs_ext.monkeypatch()
mimetypes.add_type("text/javascript", ".js")

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home()

# --- The installation -------------------------------------------------------------------------------------
DEBUG = env_bool("MADANG_DEBUG", default=False)
SECRET_KEY = env_secret("MADANG_SECRET_KEY", keep_in=HOME / "secret-key")
SITE_URL = env("MADANG_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
LIVE_URL = env("MADANG_LIVE_URL", "http://127.0.0.1:8001").rstrip("/")
ALLOWED_HOSTS = env_list("MADANG_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "madang.web.pages.csrf_failure"
DEMONSTRATION = env_bool("MADANG_DEMONSTRATION", default=False)

ROOT_URLCONF = "madang.config.urls"
WSGI_APPLICATION = "madang.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "madang.web",
    "madang.core",
    "madang.organisations",
    "madang.fairs",
    "madang.listings",
    "madang.partners",
    "madang.meetings",
    "madang.directory",
    "madang.search",
    "madang.intake",
    "madang.demonstration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "madang.organisations.middleware.ReadersLanguageAndZone",
    "madang.web.middleware.RefusalsAsMessages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madang.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "madang.web.templatetags.components",
            ],
        },
    }
]
FORM_RENDERER = "madang.web.components.boxes.Boxes"

# --- Database: PostgreSQL only; without a URL `madang run` starts the embedded one and sets it --------------
DATABASES = {
    "default": {
        **database_from(env("MADANG_DATABASE_URL", "postgresql:///madang")),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": env_bool("MADANG_BEHIND_PGBOUNCER", default=False),
    }
}
if pool := env_int("MADANG_DATABASE_POOL", 0):
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]
        "pool": {"min_size": 1, "max_size": pool, "timeout": 10},
    }
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- Language and time ------------------------------------------------------------------------------------
LANGUAGE_CODE = env("MADANG_LANGUAGE", "en")
LANGUAGES = [("ko", "한국어"), ("zh-hans", "中文"), ("en", "English"), ("ru", "Русский")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "UTC"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 7 * 24 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = env_int("MADANG_LARGEST_UPLOAD_MB", 25) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- People and sign-in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004"
]  # mail addresses are unique whatever their case: a constraint sees to it
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "fairs:home"
ACCOUNT_ADAPTER = "madang.organisations.sign_in.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "madang.organisations.sign_in.forms.SignUpForm"
ACCOUNT_FORMS = {"request_login_code": "madang.organisations.sign_in.accounts.CodeForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Madang"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith(("http://127.0.0.1", "http://localhost"))

# --- Mail -------------------------------------------------------------------------------------------------
_mail = mail_from(env("MADANG_EMAIL_URL"), HOME / "mail")
EMAIL_BACKEND, EMAIL_FILE_PATH = _mail.backend, _mail.folder
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_TIMEOUT = MAIL_SECONDS
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.tls_from_the_start, _mail.tls_after_the_start
MAIL_FOLDER = None if env("MADANG_EMAIL_URL") else HOME / "mail"  # where mails lie until a server is named
DEFAULT_FROM_EMAIL = env("MADANG_MAIL_FROM", "Madang <madang@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Safety -----------------------------------------------------------------------------------------------
BEHIND_TLS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "media-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}


# --- Engines ----------------------------------------------------------------------------------------------
TIMETABLE_SECONDS = env_int("MADANG_TIMETABLE_SECONDS", 30)
TIMETABLE_WORKERS = env_int("MADANG_TIMETABLE_WORKERS", 4)
RECOMMENDATIONS_EACH = env_int("MADANG_RECOMMENDATIONS_EACH", 24)

# A model that compares meanings: none unless the operator sets an address or a folder; nothing is downloaded.
EMBEDDINGS = embeddings_from(
    url=env("MADANG_EMBEDDINGS_URL"),
    model=env("MADANG_EMBEDDINGS_MODEL"),
    key=env("MADANG_EMBEDDINGS_KEY"),
    directory=env("MADANG_EMBEDDINGS_DIRECTORY"),
    weight=env_share("MADANG_EMBEDDINGS_WEIGHT", 0.5),
)

# --- What happened ----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("MADANG_LOG_LEVEL", "WARNING")},
    "loggers": {"madang.mail": {"level": "INFO"}},  # only without a mail server: what else nobody would read
}
