import signal
import subprocess
import sys

from guide.state.database import Database
from guide.state.leader import Leader

HOLD = """
import sys, time
from guide.state.database import Database
from guide.state.leader import Leader
leader = Leader(Database(sys.argv[1]))
print(leader.lead(), flush=True)
time.sleep(60)
"""


def test_one_leads_until_it_leaves(database: Database) -> None:
    one, two = Leader(database), Leader(database)
    assert [one.lead(), one.lead(), two.lead()] == [True, True, False]
    one.leave()
    assert two.lead()
    assert not one.lead()
    two.leave()


def test_leaving_without_the_lead_does_no_harm(database: Database) -> None:
    one, two = Leader(database), Leader(database)
    one.lead()
    two.leave()
    assert one.lead()
    one.leave()


def test_the_lead_of_a_killed_process_is_free(database: Database) -> None:
    url = database._engine.url.render_as_string(hide_password=False)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder, holder.stdout:
        assert holder.stdout.readline() == "True\n"
        mine = Leader(database)
        assert not mine.lead()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        while not mine.lead():
            pass
        mine.leave()


def test_with_the_database_away_nobody_leads() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/nothing", patience=1)
    assert not Leader(away).lead()


def test_a_leader_whose_session_was_cut_leads_no_more(postgresql: Database) -> None:
    one = Leader(postgresql)
    assert one.lead()
    with postgresql.writing() as tx:
        tx.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert not one.lead()
    assert one.lead()
    one.leave()
