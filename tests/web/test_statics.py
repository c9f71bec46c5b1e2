"""Scripts are sent without what only their readers need, and are few."""

import shutil
import subprocess
from pathlib import Path

import pytest
from werkzeug.test import Client

from guide.web.statics import lean, read, read_files
from tests.judges.need import require
from tests.web.test_every_address import get

MOST_SCRIPT, MOST_WORKER = 5_000, 1_000
STATIC = Path(__file__).parents[2] / "src" / "guide" / "web" / "static"
SCRIPTS = sorted(path.name for path in STATIC.glob("*.js"))


def test_all_our_scripts_together_stay_within_five_kilobytes(client: Client) -> None:
    worker = get(client, "/sw.js")
    assert len(worker.data) <= MOST_WORKER
    sent = {name: len(one.body) for name, one in read_files().items() if name.endswith(".js")}
    assert sum(sent.values()) + len(worker.data) <= MOST_SCRIPT, sent
    assert {*sent, "sw.js"} == set(SCRIPTS)


def test_the_worker_is_asked_for_anew_and_may_fetch_from_its_own_site(client: Client) -> None:
    worker = get(client, "/sw.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in worker.headers["Content-Security-Policy"]


def test_a_script_loses_comments_and_spaces_and_nothing_else() -> None:
    script = b"""// Why.
    const a = b => {
      if (a && '  // kept = here ') return `  ${a} , ` ;
      c = d + +e;
    };
    """
    kept = b"const a=b=>{if(a&&'  // kept = here ')return `  ${a} , `;c=d + +e;};"
    assert lean(script) == kept


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_left_is_still_a_script(name: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    require(present=node is not None, piece="node", get="apt-get install nodejs")
    (tmp_path / name).write_bytes(lean(read(name)))
    subprocess.run(["node", "--check", tmp_path / name], check=True)
