import pytest

from guide.model.zone import known_zone


@pytest.mark.parametrize("name", ["Europe/Paris", "UTC", "Australia/Lord_Howe"])
def test_a_zone_is_taken_by_its_name(name: str) -> None:
    assert known_zone(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "Europe", "Europe/Nowhere", "../../etc/passwd", "/etc/localtime", "Europe/Paris\0", "é",
     "x" * 5000, ".", "Europe/"],
)  # fmt: skip
def test_everything_else_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r" is not a time zone such as Europe/Paris\.$"):
        known_zone(name)
