"""One installation, wired together: the settings made into the things that need them."""

import base64
import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from guide import clock, settings
from guide.clock import Clock
from guide.model.return_paths import ReturnPaths
from guide.model.site import ClockPair, Site
from guide.model.tokens import Tokens
from guide.publishing.faults import PublishingError
from guide.publishing.publish import Press
from guide.releases import space
from guide.releases.release import Release
from guide.releases.shelf import Shelf
from guide.settings import REAL_TIME, Settings, SettingsError
from guide.sources.copies import Copies
from guide.state import current, instance
from guide.state.database import Database

ID_ALPHABET = b"abcdefghijkmnpqrstuvwxyz23456789"
ID_LENGTH = 10
_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ID_ALPHABET)


def mint() -> str:
    """Return a new airing id."""
    return mints(1)[0]


def mints(count: int) -> list[str]:
    """Return new airing ids: 50 random bits each, in letters that cannot be misread."""
    # Five bits a letter, and ten letters fit into seven bytes.
    letters = base64.b32encode(secrets.token_bytes(7 * count)).translate(_LETTERS).decode()
    return [letters[at : at + ID_LENGTH] for at in range(0, count * ID_LENGTH, ID_LENGTH)]


@dataclass(frozen=True)
class Installation:
    """`environment` is what the settings were read from, for the parts of the same service."""

    settings: Settings
    environment: dict[str, str]
    demo: bool = False

    @cached_property
    def home(self) -> Path:
        home = self.settings.home.expanduser().resolve()
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise SettingsError(f"GUIDE_HOME {home} cannot be made: {fault.strerror}") from None
        return home

    @cached_property
    def database(self) -> Database:
        if self._is_new and any(self.shelf.folder.glob("release-*")):
            # A new database would be another installation: other UIDs, and nobody subscribed.
            raise SettingsError(
                f"{self.home} holds releases but no database: restore a backup of it, "
                f"or move {self.shelf.folder} away to start anew"
            )
        own = f"sqlite:///{self.home / self._own_database.name}"
        database = Database(self.settings.database_url or own)
        database.migrate()
        return database

    @cached_property
    def shelf(self) -> Shelf:
        url = self.settings.releases_url
        if url and "://" in url and not url.startswith("file://"):
            raise SettingsError("GUIDE_RELEASES_URL must be a folder in this version of guide")
        folder = Path(url.removeprefix("file://")) if url else self.home / "releases"
        return Shelf(folder)

    @cached_property
    def copies(self) -> Copies:
        return Copies(
            self.shelf.folder / "sources", partial(space.require, what="the copy of a guide")
        )

    @cached_property
    def press(self) -> Press:
        keep = self.settings.keep_releases
        return Press(database=self.database, shelf=self.shelf, mint=mint, keep=keep)

    @contextmanager
    def current_release(self) -> Iterator[Release]:
        """Yield the current release for a look; PublishingError if nothing is published."""
        with self.database.reading() as tx:
            pointer = current.current(tx)
        if pointer is None:
            raise PublishingError("nothing is published yet: run `guide publish`")
        with self.shelf.glance(pointer.file) as release:
            yield release

    @cached_property
    def tokens(self) -> Tokens:
        keys = self.settings.secret_key or (_kept_key(self.home / "secret.key"),)
        return Tokens(tuple(key.encode() for key in keys))

    @cached_property
    def return_paths(self) -> ReturnPaths | None:
        domain = self.settings.bounce_domain
        return ReturnPaths(self.tokens, domain) if domain else None

    @cached_property
    def site(self) -> Site:
        with self.database.reading() as tx:
            instance_id = instance.instance_id(tx)
        return Site(
            name=self.settings.site_name,
            base_url=self.settings.base_url,
            instance=instance_id,
            languages=self.settings.languages,
            contact=self.settings.contact,
            demo=self.demo,
        )

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        own = urlsplit(self.settings.base_url).hostname or ""
        return self.settings.allowed_hosts or tuple(dict.fromkeys((own, *settings.LOOPBACK)))

    @property
    def mailbox(self) -> Path | None:
        return self.home / "mailbox" if self.settings.smtp_url == "mailbox:" else None

    @cached_property
    def schedules(self) -> Path:
        """Return the schedule files; a demo without any has the example of the package."""
        folder = self.settings.schedules
        if self.demo and not folder.is_dir() and not self.settings.given("SCHEDULES"):
            return Path(str(resources.files("guide"))) / "schedules"
        return folder

    @cached_property
    def clock(self) -> Clock:
        """Return the clock of a command: the installation's, unless its GUIDE_NOW is another."""
        pair = self.clock_pair()
        if not self.settings.given("NOW") or (pair and pair.setting == self._clock_setting):
            return running(pair)
        start = self.settings.now
        return running(self._pair_from(start) if start else None)

    def service_clock(self, *, fresh: bool = False) -> Clock:
        """Return the clock of a service: a new GUIDE_NOW starts it for everyone."""
        if not self.settings.given("NOW"):
            return running(self.clock_pair())
        start = self.settings.now
        with self.database.writing() as tx:
            pair = instance.clock_pair(tx)
            if fresh or pair is None or pair.setting != self._clock_setting:
                pair = self._pair_from(start) if start else None
                instance.set_clock(tx, pair)
        return running(pair)

    def clock_pair(self) -> ClockPair | None:
        """Return how the installation's clock was started; None for the machine's time."""
        if self._is_new:
            return None
        with self.database.reading() as tx:
            return instance.clock_pair(tx)

    @property
    def _is_new(self) -> bool:
        # `guide check` alone must not leave a database behind.
        return self.settings.database_url is None and not self._own_database.exists()

    @property
    def _own_database(self) -> Path:
        return self.settings.home.expanduser().resolve() / "guide.sqlite"

    @property
    def _clock_setting(self) -> str:
        return f"{self.settings.shown['NOW'] or REAL_TIME} x{self.settings.clock_rate:g}"

    def _pair_from(self, start: dt.datetime) -> ClockPair:
        return ClockPair(
            machine=clock.machine_now(),
            guide=start,
            rate=self.settings.clock_rate,
            setting=self._clock_setting,
        )


def running(pair: ClockPair | None) -> Clock:
    return Clock(machine=pair.machine, guide=pair.guide, rate=pair.rate) if pair else Clock()


def _kept_key(path: Path) -> str:
    """Return the key kept at `path`; of two first starts at once, one key wins whole."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(secrets.token_urlsafe(48) + "\n", encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


@contextmanager
def installed(
    environment: dict[str, str] | None = None, *, demo: bool = False
) -> Iterator[Installation]:
    """Yield the installation an environment describes, and close what it opened."""
    given = settings.child_environment() if environment is None else environment
    installation = Installation(settings.read(given), given, demo=demo)
    try:
        yield installation
    finally:
        if "database" in vars(installation):
            installation.database.close()
