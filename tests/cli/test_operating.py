"""What an operator asks of an installation."""

from tests.service import Service


def marks(service: Service, *arguments: str, code: int = 0) -> dict[str, str]:
    """Return the mark of each thing the doctor looked at, the worst where there are several."""
    lines = service.guide("doctor", *arguments, code=code).stdout.splitlines()
    found: dict[str, str] = {}
    for line in lines:
        mark, _, rest = line.partition("  ")
        found.setdefault(rest.strip().partition(":")[0], mark.strip())
    return found


def test_the_doctor_finds_a_published_guide_well(service: Service) -> None:
    service.guide("publish")
    assert marks(service, "--send-to", "me@reader.example") == {
        "home": "ok",
        "database": "ok",
        "release": "ok",
        "clock": "note",
        "jobs": "note",
        "test mail": "ok",
    }


def test_the_doctor_ends_with_1_if_anything_is_bad_though_the_rest_is_well(
    service: Service,
) -> None:
    service.guide("publish")
    [release] = (service.home / "releases").glob("release-*.sqlite")
    release.chmod(0o644)
    release.write_bytes(release.read_bytes()[:-1] + b"?")
    found = marks(service, "--send-to", "me@reader.example", code=1)
    assert (found["release"], found["test mail"]) == ("bad", "ok")


def test_config_shows_where_each_setting_came_from_and_no_secret(service: Service) -> None:
    service.settings["GUIDE_SECRET_KEY"] = "k" * 40
    rows = [line.split("\t") for line in service.guide("config").stdout.splitlines()]
    shown = {row[0]: tuple(row[1:3]) for row in rows}
    assert shown["GUIDE_SECRET_KEY"] == ("********", "GUIDE_SECRET_KEY")
    assert shown["GUIDE_LANGUAGES"] == ("fr,en", "GUIDE_LANGUAGES")
    assert shown["GUIDE_KEEP_RELEASES"] == ("30", "default")
