import pytest

from guide.delivery.smtp_url import SmtpServer, parse_smtp_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25)),
        ("smtp://localhost:1025/", SmtpServer("localhost", 1025)),
        ("smtp://mail.example:587", SmtpServer("mail.example", 587, starttls=True)),
        ("smtp://mail.example:587?starttls=0", SmtpServer("mail.example", 587)),
        (
            "smtp://ann%40ex.org:p%2Fw%3Fd@mail.example:2525?starttls=1&verify=0",
            SmtpServer("mail.example", 2525, "ann@ex.org", "p/w?d", starttls=True, verify=False),
        ),
        ("smtps://ann:pw@[::1]", SmtpServer("::1", 465, "ann", "pw", tls=True)),
    ],
)
def test_an_address_says_how_to_reach_a_server(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://ann:hunter2@mail.example", "must start with smtp:// or smtps://"),
        ("smtp://ann:hunter2@", "names no host"),
        ("smtp://[hunter2", "is no URL"),
        ("smtp://ann:hunt/hunter2@mail.example", "something behind the host"),
        ("smtp://mail.example:hunter2", "has a port"),
        ("smtp://mail.example:99999", "has a port"),
        ("smtp://ann:hunter2@mail.example?starttls=yes", "knows the options"),
        ("smtp://mail.example?hunter2=1", "knows the options"),
        ("smtps://ann:hunter2@mail.example?starttls=1", "leave starttls out"),
        ("smtp://ann:hunter2@mail.example", "in the clear"),
        ("smtp://:hunter2@mail.example:587", "has a password but no user"),
        ("smtps://ann:hunter2é@mail.example", "beyond ASCII"),
    ],
)
def test_a_wrong_address_is_explained_without_its_password(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        parse_smtp_url(url)
    assert "hunt" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_server_does_not_print_its_password() -> None:
    assert "hunter2" not in repr(parse_smtp_url("smtps://ann:hunter2@mail.example"))
