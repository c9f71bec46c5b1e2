import datetime as dt
from pathlib import Path

import pytest

from guide import settings
from guide.settings import SettingsError


def faults(**environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings.read({f"GUIDE_{name}": value for name, value in environment.items()})
    return str(caught.value).splitlines()


def test_every_setting_has_a_default() -> None:
    chosen = settings.read({})
    assert set(chosen.origins.values()) == {"default"}
    assert chosen.home == Path("./var")
    assert chosen.base_url == "http://127.0.0.1:8000"
    assert chosen.languages == ("fr", "en")
    assert chosen.now is None


def test_all_wrong_settings_are_named_at_once() -> None:
    assert faults(NOW="tonight", BASE_URL="guide", CLOCK_RATE="0", COLOUR="red") == [
        "GUIDE_COLOUR is no setting of guide: see `guide config`",
        "GUIDE_BASE_URL is no URL of the kind http: or https:",
        "GUIDE_NOW must be an instant with its offset, like 2017-06-01T20:00+02:00, or real",
        "GUIDE_CLOCK_RATE must be a number above 0 and at most 86400",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "ftp://guide.example"),
        ("BASE_URL", "https://guide.example/?a=1"),
        ("BASE_URL", "https://user:word@guide.example"),
        ("BASE_URL", "http://guide.example:no"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "²"),
        ("KEEP_RELEASES", "0"),
        ("IMPORT_HOSTS", "https://epg.example"),
        ("IMPORT_HOSTS", "epg.example/guide.xml"),
        ("IMPORT_HOSTS", "épg.example"),
        ("IMPORT_HOSTS", "*.epg.example"),
        ("IMPORT_HOSTS", "epg.example:0"),
        ("IMPORT_MAX_BYTES", "256 MiB"),
        ("LANGUAGES", "de"),
        ("LANGUAGES", ""),
        ("SECRET_KEY", "short"),
        ("ADMIN_TOKEN", "fifteen-letters"),
        ("ADMIN_TOKEN", "sixteen letters and more"),
        ("ADMIN_TOKEN", "clé-d’administration"),
        ("SMTP_URL", "mailbox"),
        ("MAIL_FROM", "a@b\r\nBcc: c@d"),
        ("LOG_FORMAT", "xml"),
        ("NOW", "2017-06-01T20:00"),
        ("NOW", "0001-01-01T00:00+02:00"),
        ("NOW", "9999-12-31T23:59-02:00"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "sqlite:"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:guide.sqlite"),
        ("DATABASE_URL", "sqlite://host/guide.sqlite"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://"),
        ("DATABASE_URL", "postgresql://host:port/guide"),
        ("BOUNCE_DOMAIN", "no domain"),
        ("BOUNCE_DOMAIN", "b@example.org"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str) -> None:
    assert [line.split()[0] for line in faults(**{name: value})] == [f"GUIDE_{name}"]


def test_an_instant_becomes_utc() -> None:
    chosen = settings.read({"GUIDE_NOW": "2017-06-01T20:00+02:00"})
    assert chosen.now == dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
    assert chosen.given("NOW")


def test_real_time_can_be_asked_for_by_name() -> None:
    chosen = settings.read({"GUIDE_NOW": "real"})
    assert (chosen.now, chosen.given("NOW")) == (None, True)


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k" * 40 + "\n")
    chosen = settings.read({"GUIDE_SECRET_KEY_FILE": str(file)})
    assert chosen.secret_key == ("k" * 40,)
    assert chosen.origins["SECRET_KEY"] == "GUIDE_SECRET_KEY_FILE"


def test_a_secret_given_twice_or_missing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert faults(SECRET_KEY_FILE=str(file)) == [
        "GUIDE_SECRET_KEY cannot be read: No such file or directory"
    ]
    assert faults(SECRET_KEY_FILE=str(file), SECRET_KEY="k" * 40) == [
        "GUIDE_SECRET_KEY and GUIDE_SECRET_KEY_FILE are both given: keep one"
    ]


def test_secrets_are_never_shown() -> None:
    chosen = settings.read(
        {
            "GUIDE_SECRET_KEY": "s" * 40,
            "GUIDE_ADMIN_TOKEN": "t" * 40,
            "GUIDE_SMTP_URL": "smtp://me:word@mail.example:587?starttls=1",
            "GUIDE_DATABASE_URL": "postgresql://guide:word@db/guide",
        }
    )
    assert {name: chosen.shown[name] for name in settings.SECRETS} == {
        "DATABASE_URL": "postgresql://guide:********@db/guide",
        "SECRET_KEY": "********",
        "SMTP_URL": "smtp://me:********@mail.example:587?starttls=1",
        "ADMIN_TOKEN": "********",
    }


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "postgresql:///guide?user=me&password=word",
            "postgresql:///guide?user=me&password=********",
        ),
        (
            "postgresql://me:word@db/guide?sslpassword=w&x=1",
            "postgresql://me:********@db/guide?sslpassword=********&x=1",
        ),
        ("sqlite:////srv/guide.sqlite", "sqlite:////srv/guide.sqlite"),
    ],
)
def test_a_password_is_masked_wherever_it_stands(url: str, shown: str) -> None:
    assert settings.read({"GUIDE_DATABASE_URL": url}).shown["DATABASE_URL"] == shown


def test_an_admin_token_has_sixteen_characters_or_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("sixteen-letters.\n")
    assert settings.read({"GUIDE_ADMIN_TOKEN_FILE": str(file)}).admin_token == "sixteen-letters."
    assert settings.read({"GUIDE_ADMIN_TOKEN": ""}).admin_token is None
    assert faults(ADMIN_TOKEN="x" * 15) == [
        "GUIDE_ADMIN_TOKEN must be at least 16 plain characters without spaces"
    ]


def test_two_keys_are_valid_during_a_rotation() -> None:
    chosen = settings.read({"GUIDE_SECRET_KEY": f"{'n' * 32},{'o' * 32}"})
    assert chosen.secret_key == ("n" * 32, "o" * 32)


def test_a_rate_without_a_start_is_refused() -> None:
    expected = ["GUIDE_CLOCK_RATE goes with GUIDE_NOW: give the clock its start too"]
    assert faults(CLOCK_RATE="60") == expected
    assert faults(CLOCK_RATE="60", NOW="real") == expected


def test_hosts_of_imports_are_names_with_a_port_where_it_is_another() -> None:
    chosen = settings.read({"GUIDE_IMPORT_HOSTS": " EPG.example, epg.example:8443,[2606::1]:81 "})
    assert chosen.import_hosts == ("epg.example", "epg.example:8443", "[2606::1]:81")
    assert settings.read({}).import_hosts == ()
