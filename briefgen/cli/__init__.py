"""The command line: one module a command; each parses, calls one function, prints. No logic.

Results go to stdout, progress and messages to stderr. An error of ours is one message and its exit status, never a traceback.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from briefgen.cli import build, changes, check, classify, convert, doctor, init, inspect, manifest, report, serve
from briefgen.cli.console import Session
from briefgen.errors import BriefgenError

_INTERRUPTED = 130
_BROKEN_PIPE = 141

app = typer.Typer(
    name="briefgen",
    help="News articles and live blogs become Markdown briefings by theme, and these a static, searchable site.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for module in (init, convert, inspect, classify, build, serve, check, manifest, changes, doctor, report):
    module.register(app)


@app.callback()
def open_session(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("-C", metavar="DIR", help="Work as if started in DIR.")] = Path(),
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Say more, such as why each page was written.")
    ] = False,
) -> None:
    """Options that stand before the command."""
    context.obj = Session(folder=folder, verbose=verbose)


def main() -> None:
    """Entry point of the `briefgen` command."""
    try:
        app()
    except BriefgenError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_status or 1)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone (`briefgen manifest | head`): say nothing, as other tools do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_BROKEN_PIPE)
