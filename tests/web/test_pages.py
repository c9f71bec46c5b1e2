from werkzeug.test import Client

from tests.web.world import BASE


def test_home_tells_tonights_premiere(client: Client) -> None:
    text = client.get("/fr/", base_url=BASE).text
    assert "20h40" in text
