from pathlib import Path

import pytest

from tests.formats.xmltv.golden.write import FOLDER, golden


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(golden(tmp_path_factory.mktemp("releases")))


def test_every_document_is_its_golden_file_byte_for_byte(documents: dict[str, bytes]) -> None:
    files = {path.name: path.read_bytes() for path in Path(FOLDER).glob("*.xml")}
    assert sorted(documents) == sorted(files)
    for name, body in documents.items():
        assert body == files[name], name
