"""`briefgen classify`: the themes of texts on stdin."""

from __future__ import annotations

import json
import sys

import click

from briefgen.cli.console import Session, print_json, print_line
from briefgen.errors import UsageError


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def classify(session: Session, as_json: bool) -> None:
    """Name the themes of texts on stdin. Takes one JSON string a line, needs no project."""
    from briefgen.build.inspecting import Inspector
    from briefgen.convert.inspection import describe_value

    inspector = Inspector.for_folder(session.folder)
    for number, line in enumerate(sys.stdin.buffer, 1):
        themes = inspector.classify(_parse(line, number))
        if as_json:
            print_json({"themes": describe_value(themes)})
        else:
            print_line("  ".join(f"{t.id} {t.score:.2f} ({', '.join(t.evidence)})" for t in themes) or "no theme")


def _parse(line: bytes, number: int) -> str:
    try:
        text = json.loads(line)
    except (ValueError, RecursionError):
        text = None
    if not isinstance(text, str):
        found = line[:40].decode("utf-8", "replace").strip()
        raise UsageError("expected one JSON string a line", path="stdin", line=number, found=found)
    return text
