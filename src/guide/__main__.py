"""The entry of the `guide` command."""

import gc


def run() -> None:
    """Run the command that was asked for.

    What is loaded stays: the collector of cycles does not walk through it, neither while it is
    loaded, which would cost a tenth of the start, nor ever after (guide.cli.commands).
    """
    gc.disable()
    from guide.cli import main  # noqa: PLC0415 -- that is what takes time

    main()


if __name__ == "__main__":
    run()
