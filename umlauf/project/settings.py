"""Settings, from the environment. Every variable is listed in docs/settings.md; an unsafe value stops the start."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from umlauf.ground.core.limits import LIMITS

PACKAGE = Path(__file__).resolve().parent.parent


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _number(name: str, default: int, least: int = 1) -> int:
    value = os.environ.get(name, "") or str(default)
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= 65_535:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to 65535, not {value!r}.")
    return int(value)


def _secret_keys(home: Path) -> list[str]:
    """The newest key first. Made on the first start and readable by the owner alone; older lines still verify."""
    if given := _list("SECRET_KEYS"):
        if any(len(key) < 50 for key in given):
            raise ImproperlyConfigured("Each of SECRET_KEYS must have at least 50 characters.")
        return given
    path = home / "secret.key"
    if not path.exists():
        descriptor, temporary = tempfile.mkstemp(dir=home, prefix=".secret.key.")  # readable by the owner alone
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):  # another process was first, and its key holds
            os.link(temporary, path)
        Path(temporary).unlink()
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} can be read by others. Please run: chmod 600 {path}")
    keys = path.read_text().split()
    if not keys or any(len(key) < 50 for key in keys):
        raise ImproperlyConfigured(f"{path} does not hold a key of at least 50 characters on each line.")
    return keys


def _origin(url: str) -> SplitResult:
    """The parts of an address that has a scheme, a host, perhaps a port, and nothing else."""
    wrong = ImproperlyConfigured(f"PUBLIC_URL must look like https://umlauf.example.org, without a path, not {url!r}.")
    try:
        parts = urlsplit(url)
        bare = f"{parts.scheme}://{parts.netloc}" == url and parts.port != 0 and "@" not in parts.netloc
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
        raise wrong
    return parts


def _oidc_providers(path: str) -> list[dict[str, Any]]:
    """What a file says of the associations' identity providers, as django-allauth wants it. It holds secrets."""
    if not path:
        return []
    file = Path(path)
    try:
        if file.stat().st_mode & 0o077:
            raise ImproperlyConfigured(f"{path} can be read by others. Please run: chmod 600 {path}")
        return [_oidc_provider(entry) for entry in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(
            f"OIDC_FILE names {path}, which is no list of providers as docs/settings.md describes it ({error!r})."
        ) from error


def _oidc_provider(entry: dict[str, str]) -> dict[str, Any]:
    issuer = entry["issuer"].rstrip("/")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise ValueError(f"{issuer} is not https")
    return {
        "provider_id": entry["association"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["client_secret"],
        "settings": {"server_url": issuer},
    }


def _return_address() -> str:
    """The postbox that messages come back to. Umlauf adds 40 characters at most before the @, which has room for 64."""
    address = (os.environ.get("RETURN_ADDRESS", "") or "").strip().lower()
    if address and not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,23}@[a-z0-9-]+(\.[a-z0-9-]+)+", address):
        raise ImproperlyConfigured(
            "RETURN_ADDRESS must look like returns@umlauf.example.org, with at most 24 letters and digits before "
            f"the @ and no +, not {address!r}."
        )
    return address


def _database(url: str) -> dict[str, Any]:
    """A PostgreSQL server, or SQLite in a file: what lies in memory is lost and cannot be shared with the worker."""
    if not url:
        name = str(UMLAUF_HOME / "umlauf.sqlite3")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "CONN_MAX_AGE": 600}
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")) or url in {
        "sqlite:///",
        "sqlite:///:memory:",
    }:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgresql://, or be sqlite:/// and the path of a file."
        )
    return {**dj_database_url.parse(url, conn_max_age=600)}


os.umask(0o077)  # database, files and mail hold personal data: what is made is for the owner alone
UMLAUF_HOME = Path(os.environ.get("UMLAUF_HOME", "") or "var").resolve()
UMLAUF_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
DEMO = (UMLAUF_HOME / "demo").exists()
SEALS_DIR = Path(os.environ.get("SEALS_DIR", "") or UMLAUF_HOME / "seals").resolve()
DKIM_DIR = Path(os.environ.get("DKIM_DIR", "") or UMLAUF_HOME / "dkim").resolve()
AUDIT_HEADS = Path(os.environ.get("AUDIT_HEADS", "") or UMLAUF_HOME / "audit-heads.jsonl").resolve()

PUBLIC_URL = (os.environ.get("PUBLIC_URL", "") or "http://localhost:8000").rstrip("/")
_public = _origin(PUBLIC_URL)
_local = _public.hostname in {"localhost", "127.0.0.1", "::1"}
if _public.scheme == "http" and not _local:
    raise ImproperlyConfigured(f"PUBLIC_URL is {PUBLIC_URL}: outside this machine Umlauf is served by https only.")
if DEMO and not _local:
    raise ImproperlyConfigured("A demo shows its mail to everybody, so it is served on localhost only.")

SECRET_KEY, *SECRET_KEY_FALLBACKS = _secret_keys(UMLAUF_HOME)
DEBUG = False
ALLOWED_HOSTS = sorted({_public.hostname, *(("localhost", "127.0.0.1", "[::1]") if _local else ())})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = frozenset(_list("TRUSTED_PROXIES"))

INSTALLED_APPS = [
    "umlauf.ground.core",
    "umlauf.ground.accounts",
    "umlauf.ground.audit",
    "umlauf.engines.files",
    "umlauf.engines.mail",
    "umlauf.office.directory",
    "umlauf.office.circulars",
    "umlauf.office.responses",
    "umlauf.office.conferences",
    "umlauf.faces.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
]
MIDDLEWARE = [
    "umlauf.faces.web.proxies.TrustedProxies",
    "umlauf.faces.web.sizes.LimitedBodies",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "umlauf.faces.web.language.PersonsLanguage",
]
ROOT_URLCONF = "umlauf.project.urls"
WSGI_APPLICATION = "umlauf.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "umlauf.faces.web.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": _database("" if DEMO else os.environ.get("DATABASE_URL", ""))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE two writers that both began by reading end in "database is locked" (docs/decisions/0002).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
    }
CACHES = {"default": {"BACKEND": "umlauf.ground.core.shared_cache.SharedCache", "LOCATION": "web_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["umlauf.ground.accounts.hashers.Argon2id", "django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "umlauf.ground.accounts.strength.HardToGuess"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"

# How people log in is django-allauth's part; faces/web/accounts tells it about us.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_forms = "umlauf.faces.web.accounts.forms."
ACCOUNT_ADAPTER = "umlauf.faces.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation that came by mail
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_SESSION_REMEMBER = True  # until SESSION_COOKIE_AGE
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # of this session; all others end
ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # how fresh a proof must be, and which, is the adapter's to say
_window = f"{LIMITS.login_window_minutes}m"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": f"{LIMITS.login_attempts_of_address}/{_window}/ip,{LIMITS.login_attempts}/{_window}/key",
    "reset_password": f"{LIMITS.login_attempts_of_address}/{_window}/ip,3/{_window}/key",
    "reauthenticate": f"{LIMITS.login_attempts}/{_window}/user",
    "change_password": f"{LIMITS.login_attempts}/{_window}/user",
    "link": "60/m/ip",
    "verify": "20/m/ip",
    "search": "240/m/user",
    "beside": "400/m/user",
    "trial": f"{LIMITS.trials}/h/user",
    "calendar": "60/h/key",
    "contributor": f"{LIMITS.changes_per_hour}/h/key",
}
ACCOUNT_FORMS = {
    "login": _forms + "LoginForm",
    "reauthenticate": _forms + "ReauthenticateForm",
    "reset_password": _forms + "ResetPasswordForm",
    "reset_password_from_key": _forms + "ResetPasswordKeyForm",
    "change_password": _forms + "ChangePasswordForm",
}
OIDC_PROVIDERS = _oidc_providers(os.environ.get("OIDC_FILE", ""))
SOCIALACCOUNT_ADAPTER = "umlauf.faces.web.accounts.providers.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_PROVIDERS, "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link leads there, since no form may (form-action)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
MFA_ADAPTER = "umlauf.faces.web.accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off (RFC 6238 5.2)
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _public.scheme == "http"  # localhost alone
MFA_FORMS = {
    "authenticate": _forms + "AuthenticateForm",
    "reauthenticate": _forms + "CodeReauthenticateForm",
    "activate_totp": _forms + "ActivateTotpForm",
    "add_webauthn": _forms + "AddKeyForm",
}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = UMLAUF_HOME / "static"
_files = {"location": UMLAUF_HOME / "files"}
STORAGES = {
    "default": {"BACKEND": "umlauf.engines.files.storage.WholeFileStorage", "OPTIONS": _files},
    "files": {"BACKEND": "umlauf.engines.files.storage.WholeFileStorage", "OPTIONS": _files},
    "staticfiles": {"BACKEND": "umlauf.faces.web.assets.Assets"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

_https = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-umlauf" if _https else "umlauf"
CSRF_COOKIE_NAME = "__Host-umlauf-csrf" if _https else "umlauf-csrf"
SESSION_COOKIE_AGE = 10 * 3600  # one working day
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = False  # the proxy's part; a request over http carries no cookie of ours
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
# With "no-referrer" browsers send "Origin: null" with every form, which is refused; personal links say it themselves.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_UMLAUF_SCHEME", "https")  # set by TrustedProxies alone, never by a client
X_FRAME_OPTIONS = "SAMEORIGIN"
_unused = (
    "accelerometer",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in _unused}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "frame-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN's icons are data: images
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

# The outgoing mail server. Umlauf speaks SMTP itself (engines/mail), so these are its own names.
SMTP_HOST = os.environ.get("SMTP_HOST", "") or "localhost"
SMTP_PORT = _number("SMTP_PORT", 25)
SMTP_USER = os.environ.get("SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
SMTP_SECURITY = os.environ.get("SMTP_SECURITY", "") or (
    "none" if SMTP_HOST in {"localhost", "127.0.0.1"} else "starttls"
)
SMTP_CONNECTIONS = _number("SMTP_CONNECTIONS", 4)
SMTP_TIMEOUT = _number("SMTP_TIMEOUT", 30)
SMTP_PER_MINUTE = _number("SMTP_PER_MINUTE", 0, 0)  # messages to one domain; 0: as fast as the server takes them
if DEMO:
    # Whatever server the environment names: a demo sends to its own postbox, and to nobody while that is not running.
    _postbox = UMLAUF_HOME / "postbox"
    SMTP_HOST, SMTP_PORT = "127.0.0.1", int(_postbox.read_text()) if _postbox.exists() else 9
    SMTP_USER, SMTP_PASSWORD, SMTP_SECURITY = "", "", "none"
if SMTP_SECURITY not in {"none", "starttls", "tls"}:
    raise ImproperlyConfigured(f"SMTP_SECURITY must be none, starttls or tls, not {SMTP_SECURITY!r}.")
if SMTP_PASSWORD and SMTP_SECURITY == "none" and SMTP_HOST not in {"localhost", "127.0.0.1"}:
    raise ImproperlyConfigured("SMTP_PASSWORD would go over the network in the clear. Please set SMTP_SECURITY.")

# Where messages come back to (engines/mail/verp.py), and where they lie then (engines/mail/postbox.py, lmtp.py). A demo
# has none: its mail reaches nobody.
RETURN_ADDRESS = "" if DEMO else _return_address()
RETURN_MAILDIR = "" if DEMO else os.environ.get("RETURN_MAILDIR", "")
RETURN_LMTP_PORT = _number("RETURN_LMTP_PORT", 1) if os.environ.get("RETURN_LMTP_PORT") and not DEMO else 0
RETURN_IMAP_HOST = "" if DEMO else os.environ.get("RETURN_IMAP_HOST", "")
RETURN_IMAP_SECURITY = os.environ.get("RETURN_IMAP_SECURITY", "") or "tls"
RETURN_IMAP_PORT = _number("RETURN_IMAP_PORT", 993 if RETURN_IMAP_SECURITY == "tls" else 143)
RETURN_IMAP_USER = os.environ.get("RETURN_IMAP_USER", "")
RETURN_IMAP_PASSWORD = os.environ.get("RETURN_IMAP_PASSWORD", "")
RETURN_IMAP_FOLDER = os.environ.get("RETURN_IMAP_FOLDER", "") or "INBOX"
if RETURN_MAILDIR and not Path(RETURN_MAILDIR).is_absolute():
    raise ImproperlyConfigured(f"RETURN_MAILDIR must be the full path of a Maildir, not {RETURN_MAILDIR!r}.")
if RETURN_IMAP_SECURITY not in {"none", "starttls", "tls"}:
    raise ImproperlyConfigured(f"RETURN_IMAP_SECURITY must be none, starttls or tls, not {RETURN_IMAP_SECURITY!r}.")
if RETURN_IMAP_HOST and RETURN_IMAP_SECURITY == "none" and RETURN_IMAP_HOST not in {"localhost", "127.0.0.1"}:
    raise ImproperlyConfigured(
        "RETURN_IMAP_PASSWORD would go over the network in the clear. Please set RETURN_IMAP_SECURITY."
    )
if not RETURN_IMAP_FOLDER.isascii() or not RETURN_IMAP_FOLDER.isprintable():
    raise ImproperlyConfigured(f"RETURN_IMAP_FOLDER must have letters without umlauts, not {RETURN_IMAP_FOLDER!r}.")

LOG_LEVEL = os.environ.get("LOG_LEVEL", "") or "WARNING"
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    raise ImproperlyConfigured(f"LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {LOG_LEVEL!r}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "umlauf.ground.core.logs.RedactLinks"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # It logs each trap that a hostile mail sets for it, with parts of the mail.
    "loggers": {"flufl.bounce": {"handlers": [], "level": "CRITICAL", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique, by a constraint without case
