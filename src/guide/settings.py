"""The settings, read from the environment here and nowhere else."""

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "GUIDE_"
SECRETS = ("DATABASE_URL", "SECRET_KEY", "SMTP_URL", "ADMIN_TOKEN")
REAL_TIME = "real"
MASK = "********"
_PASSWORD = re.compile(r"(?<=[?&])(\w*(?:password|key)\w*)=[^&#]*", re.IGNORECASE)
_HOST = re.compile(r"([a-z0-9_][a-z0-9._-]*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class SettingsError(Exception):
    """Every wrong setting at once, one line each."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    parse: Callable[[str], Any]
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in force; None where the default is made from others (see cli.installation).

    `origins` says where each came from, `shown` how it was written, secrets masked.
    """

    home: Path
    schedules: Path
    database_url: str | None
    releases_url: str | None
    base_url: str
    secret_key: tuple[str, ...] | None
    site_name: str
    contact: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: int
    keep_releases: int
    smtp_url: str
    smtp_connections: int
    mail_rate: int | None
    mail_from: str
    mail_from_account: str
    bounce_domain: str | None
    log_format: str
    import_hosts: tuple[str, ...]
    import_max_bytes: int | None
    admin_token: str | None
    languages: tuple[str, ...]
    now: dt.datetime | None
    clock_rate: float
    origins: Mapping[str, str]
    shown: Mapping[str, str]

    def given(self, name: str) -> bool:
        return self.origins[name] != "default"


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not (parts.hostname or parts.path):
            raise ValueError(f"is no URL of the kind {' or '.join(f'{s}:' for s in schemes)}")
        _ = parts.port  # raises ValueError on nonsense
        return value

    return parse


def _database_url(value: str) -> str:
    form = "must be like sqlite:////path/to/file or postgresql://user@host/name"
    scheme, colon, rest = value.partition(":")
    if not colon or scheme not in ("sqlite", "postgresql") or not rest.startswith("//"):
        raise ValueError(form)
    if scheme == "postgresql":
        return _url("postgresql")(value)
    file = rest.removeprefix("///").partition("?")[0]
    if not rest.startswith("///") or file in ("", ":memory:"):
        raise ValueError(form)
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(_url("http", "https")(value))
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("must be like https://guide.example.org, with nothing behind the path")
    return value.rstrip("/")


def _whole(least: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit()) or int(value) < least:
            raise ValueError(f"must be a whole number of at least {least}")
        return int(value)

    return parse


def _rate(value: str) -> float:
    try:
        rate = float(value)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 86_400:
        raise ValueError("must be a number above 0 and at most 86400")
    return rate


def _instant(value: str) -> dt.datetime | None:
    if value in ("", REAL_TIME):
        return None
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValueError("must be an instant with its offset, like 2017-06-01T20:00+02:00, or real")
    if not 1900 < at.year < 2199:
        raise ValueError("must lie in the years that a schedule may have, 1900 to 2199")
    return at.astimezone(dt.UTC)


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for part in value.split(",") if (name := part.strip().lower()))


def _domain(value: str) -> str:
    domain = value.strip().lower().rstrip(".")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain):
        raise ValueError("must be a bare domain like bounces.example.org")
    return domain


def _hosts(value: str) -> tuple[str, ...]:
    names = _names(value)
    if not all(_HOST.fullmatch(name) for name in names):
        raise ValueError("must be names like epg.example.org (or epg.example.org:8443), by commas")
    return names


def _languages(value: str) -> tuple[str, ...]:
    languages = _names(value)
    if not languages or set(languages) - {"fr", "en"}:
        raise ValueError("must be a list of fr and en, the default first")
    return tuple(dict.fromkeys(languages))


def _keys(value: str) -> tuple[str, ...]:
    keys = tuple(value.replace(",", " ").split())
    if len(keys) > 2 or any(len(key) < 32 for key in keys):
        raise ValueError(
            "must be one key of at least 32 characters, or the new one and the old one"
        )
    return keys


def _admin_token(value: str) -> str:
    if len(value) < 16 or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("must be at least 16 plain characters without spaces")
    return value


def _address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (local and at and domain) or any(c in value for c in "\r\n <>,;"):
        raise ValueError("must be a mail address")
    return value


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"must be {' or '.join(allowed)}")
        return value

    return parse


def _optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda value: parse(value) if value else None


def _smtp_url(value: str) -> str:
    return value if value == "mailbox:" else _url("smtp", "smtps")(value)


ALL = (
    Setting("HOME", "./var", Path, "database, releases, mailbox"),
    Setting("SCHEDULES", "./schedules", Path, "the schedule files"),
    Setting("DATABASE_URL", "", _optional(_database_url), "SQLite in GUIDE_HOME"),
    Setting("RELEASES_URL", "", _optional(str), "a folder in GUIDE_HOME"),
    Setting("BASE_URL", "http://127.0.0.1:8000", _base_url, "where people reach the guide"),
    Setting("SECRET_KEY", "", _optional(_keys), "made at first start, kept in GUIDE_HOME"),
    Setting("SITE_NAME", "guide", str, "the site's name"),
    Setting("CONTACT", "", str, "whom people can write to"),
    Setting("ALLOWED_HOSTS", "", _names, "the base URL's host and the loopback names"),
    Setting("TRUSTED_PROXIES", "0", _whole(0), "proxies in front whose headers count"),
    Setting("KEEP_RELEASES", "30", _whole(1), "release files to keep"),
    Setting("SMTP_URL", "mailbox:", _smtp_url, "where mail goes"),
    Setting("SMTP_CONNECTIONS", "4", _whole(1), "connections at once"),
    Setting("MAIL_RATE", "", _optional(_whole(1)), "mails a second, no limit"),
    Setting("MAIL_FROM", "reminders@guide.invalid", _address, "the sender of reminders"),
    Setting("MAIL_FROM_ACCOUNT", "account@guide.invalid", _address, "the sender of confirmations"),
    Setting("BOUNCE_DOMAIN", "", _optional(_domain), "the domain of return paths, none"),
    Setting("LOG_FORMAT", "text", _choice("text", "json"), "text or json"),
    Setting("IMPORT_HOSTS", "", _hosts, "hosts that imports may come from"),
    Setting("IMPORT_MAX_BYTES", "", _optional(_whole(1)), "of a file 4 GiB, downloaded 256 MiB"),
    Setting("ADMIN_TOKEN", "", _optional(_admin_token), "/operator/ is off without it"),
    Setting("LANGUAGES", "fr,en", _languages, "the first is the default"),
    Setting("NOW", "", _instant, "starts the guide's clock at an instant"),
    Setting("CLOCK_RATE", "1", _rate, "60 makes an hour pass in a minute"),
)


def child_environment(**overrides: str) -> dict[str, str]:
    """Return this process's environment for a part of the same service, with changes."""
    return {**os.environ, **overrides}  # noqa: TID251 -- this is the one module that reads it


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting; raise SettingsError naming all that are wrong."""
    given = os.environ if environment is None else environment  # noqa: TID251 -- the one reader
    faults = _unknown(given)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    shown: dict[str, str] = {}
    for setting in ALL:
        try:
            text, origins[setting.name] = _raw(setting, given)
            values[setting.name.lower()] = setting.parse(text)
            shown[setting.name] = _masked(setting, text)
        except (ValueError, OSError) as fault:
            faults.append(f"{PREFIX}{setting.name} {_reason(fault)}")
    if values.get("now") is None and origins.get("CLOCK_RATE") != "default" and not faults:
        faults.append(f"{PREFIX}CLOCK_RATE goes with {PREFIX}NOW: give the clock its start too")
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**values, origins=origins, shown=shown)


def _reason(fault: ValueError | OSError) -> str:
    return f"cannot be read: {fault.strerror}" if isinstance(fault, OSError) else str(fault)


def _unknown(given: Mapping[str, str]) -> list[str]:
    known = {f"{PREFIX}{s.name}" for s in ALL} | {f"{PREFIX}{name}_FILE" for name in SECRETS}
    names = sorted(n for n in given if n.startswith(PREFIX) and n not in known)
    return [f"{name} is no setting of guide: see `guide config`" for name in names]


def _raw(setting: Setting, given: Mapping[str, str]) -> tuple[str, str]:
    name = f"{PREFIX}{setting.name}"
    from_file = given.get(f"{name}_FILE") if setting.name in SECRETS else None
    if from_file is not None and name in given:
        raise ValueError(f"and {name}_FILE are both given: keep one")
    if from_file is not None:
        return Path(from_file).read_text(encoding="utf-8").strip(), f"{name}_FILE"
    return (given[name].strip(), name) if name in given else (setting.default, "default")


def _masked(setting: Setting, text: str) -> str:
    if setting.name not in SECRETS or not text:
        return text
    if setting.name not in ("DATABASE_URL", "SMTP_URL"):
        return MASK
    plain = _PASSWORD.sub(rf"\1={MASK}", text)
    password = urlsplit(text).password
    return plain.replace(f":{password}@", f":{MASK}@") if password else plain
