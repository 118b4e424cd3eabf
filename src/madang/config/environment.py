"""Reading settings from the environment. Whatever is set wrongly stops the start with a sentence."""

import importlib.util
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MAIL_SECONDS = 20  # a mail server that does not answer must not hold a worker for ever
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, *, default: bool) -> bool:
    value = env(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: set it to 1 or 0.")
    return value in TRUE


def env_int(name: str, default: int) -> int:
    value = env(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number: set it to one.") from None


def env_share(name: str, default: float) -> float:
    """A number from 0 to 1."""
    value = env(name, str(default))
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise ImproperlyConfigured(f"{name}={value!r} is no number between 0 and 1: set it to one.")
    return share


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def env_secret(name: str, keep_in: Path) -> str:
    """A secret from the environment; otherwise one made once and kept in a file that only its owner reads."""
    if value := env(name):
        if len(value) < 32:
            raise ImproperlyConfigured(f"{name} is shorter than 32 characters: set a longer random one.")
        return value
    try:
        return keep_in.read_text().strip() or secrets.token_urlsafe(48)
    except FileNotFoundError:
        return _kept(secrets.token_urlsafe(48), keep_in)
    except OSError as error:
        raise ImproperlyConfigured(f"{keep_in} cannot be read ({error.strerror}): set {name}.") from error


def _kept(secret: str, path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be written ({error.strerror}): set MADANG_HOME to a folder of your own."
        ) from error
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret


def database_from(url: str) -> dict[str, object]:
    """A Django database from `postgresql://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"MADANG_DATABASE_URL begins with {parts.scheme!r}: Madang needs postgresql://user:password@host:port/name."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")) or "madang",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


@dataclass(frozen=True)
class Mail:
    """How letters leave: by a server, or into a folder while none is named."""

    backend: str
    folder: str | None = None
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    tls_from_the_start: bool = False
    tls_after_the_start: bool = False


def mail_from(url: str, folder: Path) -> Mail:
    """From `smtp://user:password@host:587` or `smtps://…`; without an address, letters in a folder."""
    if not url:
        return Mail("django.core.mail.backends.filebased.EmailBackend", str(folder))
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("MADANG_EMAIL_URL is not of the form smtp://user:password@host:587.")
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_from_the_start=parts.scheme == "smtps",
        tls_after_the_start=parts.scheme == "smtp" and parts.port != 25,
    )


class Embeddings(TypedDict):
    """Where the model is that compares meanings, and how much it counts."""

    where: str
    name: str
    secret: str
    weight: float


def embeddings_from(
    *, url: str, model: str, key: str, directory: str, weight: float = 0.5
) -> Embeddings | None:
    """The model that the operator set, or None. What contradicts itself, or cannot work, stops the start."""
    if url and directory:
        raise ImproperlyConfigured(
            "MADANG_EMBEDDINGS_URL and MADANG_EMBEDDINGS_DIRECTORY are both set: keep one of them."
        )
    if url:
        return _model_behind(url, model, key, weight)
    if model or key:
        raise ImproperlyConfigured(
            "MADANG_EMBEDDINGS_MODEL and MADANG_EMBEDDINGS_KEY belong to MADANG_EMBEDDINGS_URL, "
            "which is not set: set it, or remove them."
        )
    return _model_in(directory, weight) if directory else None


def _model_behind(url: str, model: str, key: str, weight: float) -> Embeddings:
    from madang.partners.embedding.openai import address_of  # noqa: PLC0415  only where it is used

    try:
        address_of(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"MADANG_EMBEDDINGS_URL {error}.") from None
    if not model:
        raise ImproperlyConfigured(
            "MADANG_EMBEDDINGS_URL needs the name of a model: set MADANG_EMBEDDINGS_MODEL."
        )
    if not (key.isascii() and key.isprintable()):
        raise ImproperlyConfigured(
            "MADANG_EMBEDDINGS_KEY holds characters that no key has: copy it once more."
        )
    return Embeddings(where=url, name=model, secret=key, weight=weight)


def _model_in(directory: str, weight: float) -> Embeddings:
    from madang.partners.embedding.onnx import missing_in  # noqa: PLC0415  only where it is used

    if missing := missing_in(Path(directory)):
        raise ImproperlyConfigured(
            f"MADANG_EMBEDDINGS_DIRECTORY={directory!r} lacks {' and '.join(missing)}: "
            "name the folder of a model in the ONNX format."
        )
    if absent := [name for name in ("onnxruntime", "tokenizers") if not importlib.util.find_spec(name)]:
        raise ImproperlyConfigured(
            f"MADANG_EMBEDDINGS_DIRECTORY needs {' and '.join(absent)}: install madang[embeddings]."
        )
    return Embeddings(where=str(Path(directory).absolute()), name="", secret="", weight=weight)
