"""The web part and the jobs part, each wired from one installation."""

import asyncio
import datetime as dt
import os
import socket
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import partial

from granian import loops
from granian.constants import HTTPModes, Interfaces
from granian.server import Server

from guide import clock, settings
from guide.cli import imports, processes, readiness
from guide.cli.installation import Installation
from guide.clock import Clock
from guide.delivery.mailbox import MailboxTransport
from guide.delivery.smtp import SmtpTransport
from guide.delivery.smtp_url import parse_smtp_url
from guide.delivery.transport import DeliveryError, Mail, Transport
from guide.jobs.jobs import Jobs
from guide.jobs.render import Senders
from guide.releases.release import Release
from guide.settings import SettingsError
from guide.state.leader import Leader
from guide.state.outbox import Outbox
from guide.web.app import LARGEST_FORM, create_app
from guide.web.eager import EagerLoop
from guide.web.front import Front
from guide.web.library import Library
from guide.web.ready import ReadyBytes

# Longer than a server may take over the end of a mail: else a slow one would get it twice.
LEASE = dt.timedelta(seconds=150)

Now = Callable[[], dt.datetime]


def must_be_free(host: str, port: int) -> None:
    """Raise SettingsError if nothing can listen there: Granian would say so in a traceback."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        reason = f"nothing can listen on {host} port {port}: {fault.strerror}"
        raise SettingsError(f"{reason}: choose others with --host and --port") from None


def run_web(*, host: str, port: int, workers: int, demo: bool) -> None:
    """Serve until told to end. Each worker wires its own installation after the fork."""
    serve(partial(application, demo=demo), host=host, port=port, workers=workers)


def serve(made: Callable[[], Front], *, host: str, port: int, workers: int) -> None:
    """Serve what each worker makes for itself."""
    server = Server(
        "guide",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        # What stands in front speaks HTTP/1.1 to it; to look for more at each connection costs.
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    server.serve(target_loader=made, wrap_loader=False)


@loops.register("auto")
def eager_loop() -> asyncio.AbstractEventLoop:
    """Return the loop of a worker; registered where a worker started afresh finds it too."""
    loop = EagerLoop()
    asyncio.set_event_loop(loop)
    return loop


def application(*, demo: bool) -> Front:
    """Return what serves the installation that the environment describes."""
    processes.end_with_parent()
    environment = settings.child_environment()
    installation = Installation(settings.read(environment), environment, demo=demo)
    web = wired_web(installation, installation.service_clock().now)
    return Front(web, largest=LARGEST_FORM)


def wired_web(
    installation: Installation, now: Now, machine_now: Now = clock.machine_now
) -> ReadyBytes:
    library = Library(database=installation.database, shelf=installation.shelf)
    return create_app(
        site=installation.site,
        tokens=installation.tokens,
        library=library,
        database=installation.database,
        now=now,
        machine_now=machine_now,
        allowed_hosts=installation.allowed_hosts,
        trusted_proxies=installation.settings.trusted_proxies,
        mailbox=installation.mailbox,
        admin_token=installation.settings.admin_token,
        ready=partial(readiness.look, installation, library.current, now=now),
    )


def run_jobs(installation: Installation, guide_clock: Clock) -> None:
    """Run the clock and the sender until told to end."""
    jobs = wired_jobs(installation, guide_clock.now)
    jobs.start()
    try:
        processes.until_signalled()
    finally:
        jobs.stop()


def wired_jobs(installation: Installation, now: Now, machine_now: Now = clock.machine_now) -> Jobs:
    chosen = installation.settings
    library = Library(database=installation.database, shelf=installation.shelf)
    return Jobs(
        database=installation.database,
        outbox=Outbox(installation.database, lease=LEASE, rate=chosen.mail_rate),
        lead=Leader(installation.database),
        transport=transport(installation),
        release=partial(_newest, library),
        site=installation.site,
        tokens=installation.tokens,
        senders=Senders(
            reminders=chosen.mail_from,
            account=chosen.mail_from_account,
            returns=installation.return_paths,
        ),
        owner=f"{socket.gethostname()}:{os.getpid()}",
        now=now,
        machine_now=machine_now,
        connections=chosen.smtp_connections,
        imports=imports.wired_refreshing(installation, library, now=now, machine_now=machine_now),
    )


def transport(installation: Installation) -> Transport:
    """Return the way mail goes; raise SettingsError if GUIDE_SMTP_URL is wrong."""
    if installation.mailbox is not None:
        return MailboxTransport(installation.mailbox, clock.machine_now)
    try:
        server = parse_smtp_url(installation.settings.smtp_url)
    except ValueError as fault:
        raise SettingsError(f"GUIDE_SMTP_URL {fault}") from None
    host = installation.site.host
    return SmtpTransport(server, hello=host if _is_public_name(host) else None)


def _is_public_name(host: str) -> bool:
    """Say whether a server may be greeted with it: no bare number, no name of one's own net."""
    _, dot, last = host.rpartition(".")
    return bool(dot) and last.isalpha()


def send_test(installation: Installation, recipient: str) -> tuple[str, str]:
    """Send a mail that says it is a test; return a mark and words for `guide doctor`."""
    mail = EmailMessage(policy=SMTP)
    site = installation.site
    mail["From"], mail["To"] = installation.settings.mail_from, recipient
    mail["Subject"] = f"A test from {site.name}"
    mail["Date"] = format_datetime(clock.machine_now())
    mail["Message-ID"] = make_msgid(domain=site.host)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"Mail from {site.base_url} reaches you.\n")
    connection = transport(installation).open()
    try:
        connection.send(Mail(installation.settings.mail_from, recipient, mail.as_bytes()))
    except DeliveryError as fault:
        return "bad", str(fault)
    finally:
        connection.close()
    return "ok", "accepted"


def _newest(library: Library) -> Release | None:
    """Return the current release, None where only an older one can be had: its mail would lie."""
    release = library.current()
    return None if library.trouble else release
