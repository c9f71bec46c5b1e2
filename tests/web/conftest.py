from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client

from tests.web.world import World, evening_draft


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.publish(evening_draft())
    yield made
    made.database.close()


@pytest.fixture
def client(world: World) -> Client:
    return world.client()
