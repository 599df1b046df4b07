"""The one settings file. What differs between installations comes from the environment (.env.example explains each)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.environment import BadSetting, Environment, read_env_file, web_threads

BASE_DIR = Path(__file__).resolve().parent.parent
read_env_file(BASE_DIR / ".env")
env = Environment()

# --- The installation ---------------------------------------------------------------------------

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", "only-for-development" if DEBUG else "")
if not SECRET_KEY:
    raise BadSetting(
        "SECRET_KEY",
        "is missing. It signs links and sessions; make one with "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'.",
        "a-long-random-text",
    )
# What an older key has signed or encrypted still opens, until it is taken out here (docs/comments.md, contact details).
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
SITE_URL = env.address("SITE_URL", "http://localhost:8000", ("http", "https"))
SITE_IS_SECURE = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
# The start script of the demo and the tests add the loopback names; nothing is allowed by default but our own name.
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", SITE_HOST)
if "*" in ALLOWED_HOSTS:
    raise BadSetting("ALLOWED_HOSTS", "“*” would let anyone choose our name.", SITE_HOST)
if DEBUG:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8")
STAFF_SECOND_FACTOR = env.choice("STAFF_SECOND_FACTOR", "required", ("required", "offered"))
CHECK_OUTSIDE_LINKS = env.boolean("CHECK_OUTSIDE_LINKS", True)  # the worker asks the sites that articles link to
EDGE_TTL = env.number("EDGE_TTL", 1, most=3600)
EDGE_STALE = env.number("EDGE_STALE", 0, most=86_400)
STALE_SECONDS = env.number("STALE_SECONDS", 3600, most=86_400)
FAQ_DIR = env.path("FAQ_DIR", BASE_DIR / "faq" / "questions")

# --- Applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",
    "comments",
    "articles",
    "faq",
    "search",
    "clinic",
    "pagecache",
    "jobs",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "django_prose_editor",
    "portal.desk.DeskConfig",  # the admin, with our own site class
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# Sessions, sign-in and messages exist under the staff addresses only (portal/middleware.py), so that
# a public page cannot depend on a cookie even by mistake.
MIDDLEWARE = [
    "portal.middleware.RequestIdMiddleware",
    "pagecache.middleware.StoreMiddleware",  # outside all that add headers: a stored page has the same ones
    "portal.middleware.LanguageMiddleware",
    "portal.middleware.UnavailableMiddleware",
    "portal.middleware.QuietRequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # All that write headers stand outside what may answer by itself: style sheets, a missing slash, a strange host.
    "portal.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.StaffSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.middleware.StaffAuthenticationMiddleware",
    "portal.middleware.StaffMessageMiddleware",
    "portal.staff_sessions.SessionLimitMiddleware",
    "portal.arrival.uploading.KnownSenders",  # before anything reads what is sent
    "portal.second_factor.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
STAFF_PATHS = ("/admin/", "/accounts/")
FIND_IDENTIFIERS = "comments.screening.identifiers.in_words"  # asked by clinic/personal.py

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "clinic.context_processors.clinic",
                # For the staff pages. On public ones they touch neither session nor cookie: the request has none.
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "portal.form_rendering.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("clinic_forms",)
CRISPY_TEMPLATE_PACK = "clinic_forms"
CRISPY_FAIL_SILENTLY = not DEBUG

# --- Data ---------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing in mid-transaction
    "timeout": 2.5,  # seconds; no worker is held for longer than three, and eight writers wait for hundredths
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
    ),
}
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"),
    # The shared cache has its own file: it may be lost at any time, and it outlives trouble with the main database.
    "cache": {"NAME": DATA_DIR / "cache.sqlite3"},
}
KEPT_CONNECTION = {"ENGINE": "portal.sqlite3", "CONN_MAX_AGE": None}
DATABASES["cache"] |= KEPT_CONNECTION
DATABASES["cache"]["OPTIONS"] = SQLITE_OPTIONS | {
    # A page that is replaced may hold words that its writer had erased.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;",
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= KEPT_CONNECTION | {"OPTIONS": SQLITE_OPTIONS}
else:
    from portal.postgresql.patient import PatientConnection

    DATABASES["default"]["ENGINE"] = "portal.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps connections; Django must not as well
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": max(8, web_threads()),  # none that was let in waits for another to be done
            "timeout": 1,  # readers are told within two seconds that the database is away
            "reconnect_timeout": 2,  # then the next reader tries; the pool's own pauses grow to half a minute
            "connection_class": PatientConnection,
        },
        "connect_timeout": 3,
        # A server that died without a word is given up after some seconds by the worker as well.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "options": "-c statement_timeout=3000 -c lock_timeout=3000",
    }
DATABASE_ROUTERS = ["portal.routers.CacheRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.address("CACHE_URL", "db://", ("db", "redis", "rediss"))
CACHES = {
    # allauth counts wrong passwords and used codes in the cache of this name. They belong beside the accounts: every
    # process sees them, and neither a lost cache file nor a dead Redis opens or closes the staff's door.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_throttles",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
if not CACHE_URL.startswith("db"):
    CACHES["pages"] = {
        "BACKEND": "pagecache.redis.KeptRedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }

# --- Files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if bucket := env.text("MEDIA_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("MEDIA_S3_ENDPOINT") or None,
            "region_name": env.text("MEDIA_S3_REGION") or None,
            "access_key": env.text("MEDIA_S3_ACCESS_KEY") or None,
            "secret_key": env.text("MEDIA_S3_SECRET_KEY") or None,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
# Where backups are kept (docs/operators.md). They hold everything: nobody but us reads them.
STORAGES["dbbackup"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": env.path("BACKUP_DIR", DATA_DIR / "backups"),
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
if bucket := env.text("BACKUP_S3_BUCKET"):
    STORAGES["dbbackup"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("BACKUP_S3_ENDPOINT") or None,
            "region_name": env.text("BACKUP_S3_REGION") or None,
            "access_key": env.text("BACKUP_S3_ACCESS_KEY") or None,
            "secret_key": env.text("BACKUP_S3_SECRET_KEY") or None,
            "default_acl": None,
            "file_overwrite": False,
        },
    }
BACKUP_PASSPHRASE = env.text("BACKUP_PASSPHRASE")
BACKUP_KEEP_DAYS = env.number("BACKUP_KEEP_DAYS", 30, least=1, most=3650)
BACKUP_HOUR = env.hour("BACKUP_HOUR", 3)
DBBACKUP_CONNECTOR_MAPPING = {
    "django.db.backends.sqlite3": "portal.backup.databases.SqliteConnector",
    "portal.sqlite3": "portal.backup.databases.SqliteConnector",
    "portal.postgresql": "portal.backup.databases.PostgresConnector",
    "django.db.backends.postgresql": "portal.backup.databases.PostgresConnector",
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# Source maps are for developers: compressing the editor's took half of the first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    *("jpg", "jpeg", "png", "gif", "webp", "avif", "zip", "gz", "br", "woff", "woff2", "map"),
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = [
    "portal.arrival.uploading.ToPrivateFolder",  # of an owner moving in; it leaves all other uploads to the next two
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Language and time --------------------------------------------------------------------------

# Articles can be translated into these. Readers find a language only once there are rules for it (clinic/languages.py).
LANGUAGES = [("en-us", _("English")), ("es", _("Spanish")), ("fr", _("French")), ("pl", _("Polish"))]
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", "en-us", ("en-us",))
LANGUAGE_OF_PATH = "clinic.languages.of_path"
TIME_ZONE = env.time_zone("TIME_ZONE", "America/New_York")
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Staff sign-in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
ACCOUNT_ADAPTER = "portal.accounts.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.account_forms.SignInForm",
    "change_password": "portal.account_forms.PasswordForm",
    "reset_password": "portal.password_requests.AskForPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by owners, not by sign-up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, at the latest after its twelve hours
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # or anybody could have us write to any address
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_IS_SECURE
MFA_TOTP_ISSUER = "Clinic portal"

SESSION_COOKIE_NAME = "__Host-session" if SITE_IS_SECURE else "session"
SESSION_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_SAMESITE = "Lax"
# NIST SP 800-63B, AAL2: a session ends after twelve hours and after an hour without use.
STAFF_SESSION_LIMIT = timedelta(hours=12)
STAFF_IDLE_LIMIT = timedelta(hours=1)
# For so long a form that comes too late is still known for whose it is, and its words are kept (portal/held_words.py).
STAFF_KNOWN_AFTER_END = timedelta(hours=12)
SESSION_COOKIE_AGE = int((STAFF_SESSION_LIMIT + STAFF_KNOWN_AFTER_END).total_seconds())
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_IS_SECURE else "csrf"
CSRF_COOKIE_SECURE = SITE_IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

# --- Headers ------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SITE_IS_SECURE
SECURE_HSTS_SECONDS = 63_072_000 if SITE_IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_SECURE
SECURE_HSTS_PRELOAD = SITE_IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
# `no-referrer` would make Chromium send `Origin: null` with every form, and we refuse that.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce appears only where a template asks for it: the admin's import map. Public pages have none.
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Mail ---------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"portal@{SITE_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
if env.text("EMAIL_URL"):
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

# Where urgent messages are told besides mail (jobs/calls.py), and what the calls are signed with.
ALERT_WEBHOOK_URL = env.web_address("ALERT_WEBHOOK_URL", "https://alarm.example.org/clinic")
ALERT_WEBHOOK_SECRET = env.text("ALERT_WEBHOOK_SECRET")
if ALERT_WEBHOOK_URL and not ALERT_WEBHOOK_SECRET:
    problem = "is missing: without it nobody can tell our calls from others’."
    raise BadSetting("ALERT_WEBHOOK_SECRET", problem, "a long random text")

ERROR_MAIL_TO = env.mail_addresses("ERROR_MAIL_TO")  # portal/error_reports.py

# --- Logs ---------------------------------------------------------------------------------------
# One JSON object a line: time, level, logger, request id, route name, status. Never an address, a name or words.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "mail": {"class": "portal.error_reports.ByMail"},
    },
    "root": {"handlers": ["stderr", "mail"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Django logs the path of each 4xx and 5xx here; paths hold tokens, so our middleware logs the route instead.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
