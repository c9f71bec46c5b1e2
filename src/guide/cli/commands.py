"""The `guide` command: every command by name, and how any of them ends badly."""

import gc
import sys
from importlib import import_module
from typing import Any

import click

from guide.publishing.faults import PublishingError
from guide.releases.sealed import ReleaseError
from guide.settings import SettingsError
from guide.state.faults import StateError

WRONG_DATA = 1
WRONG_USE = 2

# Loaded when called: a quick look at the guide must not wait for a web server's modules.
MODULES = {
    "editing": ("check", "schema", "publish", "releases", "diff", "rollback"),
    "importing": ("import",),
    "sourcing": ("sources",),
    "finding": ("find",),
    "viewing": ("now", "tonight", "day", "next", "reminders"),
    "serving": ("serve", "demo", "web", "jobs"),
    "linting": ("lint",),
    "operating": ("config", "doctor"),
    "bouncing": ("bounce",),
    "people": ("subscriber",),
}
HOMES = {name: module for module, names in MODULES.items() for name in names}


class Commands(click.Group):
    """A group whose failures are one line that says what to do, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click calls it so
        return list(HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- the same
        if cmd_name not in HOMES:
            return None
        module = import_module(f"guide.cli.{HOMES[cmd_name]}")
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        # Python has these words for itself.
        name = f"{cmd_name}_" if cmd_name in ("import", "next") else cmd_name
        command: click.Command = getattr(module, name)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and say in one line what was wrong with the way it was called."""
        try:
            ended = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as fault:
            click.echo(fault.format_message(), err=True)
            sys.exit(WRONG_USE)
        except click.UsageError as fault:
            where = fault.ctx.command_path if fault.ctx else "guide"
            _end(f"{fault.format_message().rstrip('.')}: see `{where} --help`", WRONG_USE)
        except click.ClickException as fault:
            _end(fault.format_message(), WRONG_DATA)
        except click.Abort:
            sys.exit(WRONG_DATA)
        sys.exit(ended if isinstance(ended, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as fault:
            _end(str(fault), WRONG_USE)
        except (PublishingError, ReleaseError, StateError) as fault:
            _end(str(fault), WRONG_DATA)
        except BrokenPipeError:
            # Whoever read the answer has had enough of it.
            sys.stderr.close()
            sys.exit(WRONG_DATA)
        except OSError as fault:
            _end(str(fault), WRONG_DATA)


def _end(words: str, code: int) -> None:
    for line in words.splitlines():
        click.echo(f"guide: {line}", err=True)
    sys.exit(code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guide", message="%(version)s")
def main() -> None:
    """Turn a broadcast schedule into calendar feeds, web pages and reminders."""
