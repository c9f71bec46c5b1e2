"""The tables of a release file.

The ledger (with entry, change, release_note, schedule_file, occasion and source) can't be made
again from the truth: each later version of guide reads each earlier one of it, rows are only ever
added or brought up to date. The others can: a change of theirs raises LAYOUT, and the next publish
writes them afresh. Instants in columns are seconds since 1970; `data` is JSON as of
guide.releases.rows.

What the schedule files say has no `source`; what an imported guide says has its id there.
"""

LAYOUT = 3
LEDGER = 3

META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"

# Tables and their columns in the order in which they are carried over.
LEDGER_COLUMNS = {
    "entry": ("kind", "id", "position", "digest", "data", "source"),
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
        "source",
    ),
    "change": ("number", "position", "data"),
    "release_note": ("number", "data"),
    "schedule_file": ("path", "content"),
    "occasion": ("id", "gone", "sequence", "revised", "digest", "begins", "finishes", "target",
                 "platform", "data"),
    "source": ("id", "config", "copy", "digest", "imported", "report"),
}  # fmt: skip

# Tables, and columns of them, that came with a later version of the ledger.
LEDGER_SINCE = {"occasion": 2, "source": 3}
COLUMN_SINCE = {("entry", "source"): 3, ("ledger", "source"): 3}

# Airings longer than three hours are few, those longer than a broadcast day hardly any: what looks
# for what is on at some time looks for them apart. Seconds.
LONG = 3 * 3600
ENDLESS = 25 * 3600

# Where imported entries stand: after those of the schedule files.
IMPORTED_FROM = 1_000_000

LEDGER_TABLES = f"""
{META};

-- Its row ids stay as long as the entry does: work and part refer to them.
CREATE TABLE entry (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER,  -- NULL: no source names it any more, but an airing that is gone does
  digest BLOB NOT NULL,
  data TEXT NOT NULL,
  source TEXT,
  PRIMARY KEY (kind, id)
);
CREATE INDEX entry_of_files ON entry (kind, id) WHERE source IS NULL;
CREATE INDEX entry_retired ON entry (kind, id) WHERE position IS NULL;

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
  -- Of the whole listing, for `revised`; of an import `content`, and "r" after it if it is a
  -- repeat: its entries have digests of their own. Empty: it is told anew when it comes back.
  digest BLOB NOT NULL,
  data TEXT NOT NULL,  -- what no column says; before version 3 all of it: the columns win
  source TEXT
);
CREATE INDEX ledger_of_files ON ledger (key) WHERE source IS NULL;

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

CREATE TABLE source (
  id TEXT PRIMARY KEY,
  config TEXT NOT NULL,
  copy TEXT NOT NULL,  -- the file name of the last good copy
  digest BLOB NOT NULL,  -- of what was read and how
  imported INTEGER NOT NULL,
  report TEXT NOT NULL
) WITHOUT ROWID;
"""

# `begins` and `finishes` are the slot, or the bounds of the broadcast day where no time is known;
# `on_air` says that the slot will be, or was, what is on: timed, not cancelled.
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

-- What a grid needs of an airing that has a time, in one row; see guide.model.cell.
CREATE TABLE cell (
  channel TEXT NOT NULL,
  begins INTEGER NOT NULL,
  key INTEGER NOT NULL,
  finishes INTEGER NOT NULL,
  airing TEXT NOT NULL,
  title TEXT NOT NULL,
  season INTEGER,
  number INTEGER,
  sub_title TEXT,
  genre TEXT,
  flags INTEGER NOT NULL,
  PRIMARY KEY (channel, begins, key)
) WITHOUT ROWID;

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

-- What the copies of imported guides say, one row a programme.
CREATE TABLE programme (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  digest BLOB NOT NULL,  -- of the element's bytes
  channel TEXT NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER,
  episode TEXT NOT NULL,
  clump TEXT,
  claim TEXT,  -- the showing that the source claims
  running INTEGER,
  data TEXT NOT NULL,  -- what of the airing no column says
  airing INTEGER  -- its key in the ledger; NULL: covered or dropped
);

-- What searches look at; see guide.releases.indexing.
CREATE VIRTUAL TABLE work USING fts5 (
  title, original, people, genres, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE part USING fts5 (
  title, people, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE named (
  title TEXT NOT NULL,
  work INTEGER NOT NULL,
  PRIMARY KEY (title, work)
) WITHOUT ROWID;

-- What an import says of an entry that is read from elsewhere.
CREATE TABLE covered (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (kind, id, source)
) WITHOUT ROWID;
"""

# Apart from their tables: many rows are written faster before there is an index.
INDEXES = {
    "airing_endless": f"airing (channel, begins, finishes) WHERE finishes - begins > {ENDLESS}",
    "cell_long": f"cell (channel, begins, finishes) WHERE finishes - begins > {LONG}",
    "cell_endless": f"cell (channel, begins, finishes) WHERE finishes - begins > {ENDLESS}",
    "airing_by_time": "airing (begins, finishes)",
    "airing_off": "airing (begins, finishes) WHERE on_air = 0",
    "airing_by_channel": "airing (channel, begins, finishes, on_air)",
    "airing_by_episode": "airing (episode, begins, finishes)",
    "airing_by_season": "airing (series, season, begins, finishes) WHERE series IS NOT NULL",
    "airing_by_series": "airing (series, begins, finishes) WHERE series IS NOT NULL",
    "airing_premieres": "airing (begins, finishes) WHERE premiere = 1",
    "programme_by_channel": "programme (channel, starts)",
}
