"""The command line: one module a command; each parses, calls one function, prints. No logic.

Results go to stdout, progress and messages to stderr. An error of ours is one message and its exit status, never a traceback.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from briefgen.cli.build import build
from briefgen.cli.changes import changes
from briefgen.cli.check import check
from briefgen.cli.classify import classify
from briefgen.cli.console import PATH, Session
from briefgen.cli.convert import convert
from briefgen.cli.doctor import doctor
from briefgen.cli.init import init
from briefgen.cli.inspect import inspect
from briefgen.cli.manifest import manifest
from briefgen.cli.report import report
from briefgen.cli.serve import serve
from briefgen.errors import BriefgenError

_INTERRUPTED = 130
_BROKEN_PIPE = 141

_HELP = "News articles and live blogs become Markdown briefings by theme, and these a static, searchable site."
_COMMANDS = (init, convert, inspect, classify, build, serve, check, manifest, changes, doctor, report)


class _InOrder(click.Group):
    """Lists the commands in the order in which one meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folder", type=PATH, default=Path(), metavar="DIR", help="Work as if started in DIR.")
@click.option("-v", "--verbose", is_flag=True, help="Say more, such as why each page was written.")
@click.version_option(package_name="briefgen", message="%(prog)s %(version)s")
@click.pass_context
def app(context: click.Context, folder: Path, verbose: bool) -> None:
    """Options that stand before the command."""
    context.obj = Session(folder=folder, verbose=verbose)


for command in _COMMANDS:
    app.add_command(command)


def main() -> None:
    """Entry point of the `briefgen` command."""
    try:
        # Not standalone: an Exit comes back as its status, and errors are told here.
        sys.exit(app(prog_name="briefgen", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.stderr.write("interrupted\n")
        sys.exit(_INTERRUPTED)
    except BriefgenError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_status or 1)
    except BrokenPipeError:
        # Whoever read our output has gone (`briefgen manifest | head`): say nothing, as other tools do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_BROKEN_PIPE)
