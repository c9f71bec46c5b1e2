"""The tables of a release file.

The ledger (with entry, change, release_note and schedule_file) can't be made again from the
truth: each later version of guide reads each earlier one of it, rows are only ever added or
brought up to date. The others can: a change of theirs raises LAYOUT, and the next publish writes
them afresh. Instants in columns are seconds since 1970; `data` is JSON as of guide.releases.rows.
"""

LAYOUT = 2
LEDGER = 2

META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"

# Tables and their columns in the order in which they are carried over.
LEDGER_COLUMNS = {
    "entry": ("kind", "id", "position", "digest", "data"),
    "ledger": (
        "key",
        "id",
        "channel",
        "episode",
        "date",
        "starts",
        "ends",
        "status",
        "gone",
        "sequence",
        "revised",
        "moved_from",
        "content",
        "digest",
        "data",
    ),
    "change": ("number", "position", "data"),
    "release_note": ("number", "data"),
    "schedule_file": ("path", "content"),
    "occasion": ("id", "gone", "sequence", "revised", "digest", "begins", "finishes", "target",
                 "platform", "data"),
}  # fmt: skip

# Tables that came with a later version of the ledger.
LEDGER_SINCE = {"occasion": 2}

LEDGER_TABLES = f"""
{META};

CREATE TABLE entry (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER,  -- NULL: no source names it any more, but an airing that is gone does
  digest BLOB NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;

CREATE TABLE ledger (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  episode TEXT NOT NULL,
  date TEXT NOT NULL,
  starts INTEGER,
  ends INTEGER,
  status TEXT NOT NULL,
  gone INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  revised INTEGER NOT NULL,
  moved_from TEXT,
  content BLOB NOT NULL,  -- of the airing, whether gone or not
  digest BLOB NOT NULL,  -- of the whole listing, for `revised`
  data TEXT NOT NULL
);

CREATE TABLE change (
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (number, position)
) WITHOUT ROWID;

CREATE TABLE release_note (number INTEGER PRIMARY KEY, data TEXT NOT NULL);

CREATE TABLE schedule_file (path TEXT PRIMARY KEY, content BLOB NOT NULL);

CREATE TABLE occasion (
  id TEXT PRIMARY KEY,
  gone INTEGER NOT NULL,  -- no window opens or closes then any more; it may come back
  sequence INTEGER NOT NULL,
  revised INTEGER NOT NULL,
  digest BLOB NOT NULL,
  begins INTEGER NOT NULL,
  finishes INTEGER NOT NULL,
  target TEXT NOT NULL,
  platform TEXT NOT NULL,
  data TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX occasion_by_time ON occasion (begins, finishes) WHERE gone = 0;
"""

# `begins` and `finishes` are the slot, or the bounds of the broadcast day where no time is known;
# `on_air` says that the slot will be, or was, what is on: timed, not cancelled, not gone.
TABLES = """
CREATE TABLE airing (
  key INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  episode TEXT NOT NULL,
  series TEXT,
  season INTEGER,
  begins INTEGER NOT NULL,
  finishes INTEGER NOT NULL,
  on_air INTEGER NOT NULL,
  premiere INTEGER NOT NULL,
  showing TEXT NOT NULL
);
CREATE INDEX airing_by_time ON airing (begins, finishes);
CREATE INDEX airing_by_channel ON airing (channel, begins, finishes);
CREATE INDEX airing_on_air ON airing (channel, begins, finishes) WHERE on_air = 1;
CREATE INDEX airing_by_episode ON airing (episode, begins, finishes);
CREATE INDEX airing_by_season ON airing (series, season, begins, finishes)
  WHERE series IS NOT NULL;
CREATE INDEX airing_by_series ON airing (series, begins, finishes) WHERE series IS NOT NULL;
CREATE INDEX airing_premieres ON airing (begins, finishes) WHERE premiere = 1;

CREATE TABLE streaming_window (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  target TEXT NOT NULL,
  data TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX streaming_window_by_target ON streaming_window (target, position);

-- The last release that touched what a feed tells; "*" touched them all.
CREATE TABLE touched (
  scope TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
"""
