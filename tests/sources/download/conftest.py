import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.judges.need import require
from tests.sources.download.sites import PUBLIC, Internet, Site, certificate, site


@pytest.fixture
def epg() -> Iterator[Site]:
    """Yield the server of epg.example, without encryption."""
    with site() as one:
        yield one


@pytest.fixture
def internet(epg: Site) -> Internet:
    """Return an internet on which epg.example is a public server."""
    return Internet(names={"epg.example": [[PUBLIC]]}, ports={80: epg.port})


@pytest.fixture(scope="session")
def certificate_of_epg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    present = shutil.which("openssl") is not None
    require(present=present, piece="The openssl command", get="apt-get install openssl")
    return certificate(tmp_path_factory.mktemp("certificate"), "epg.example")
