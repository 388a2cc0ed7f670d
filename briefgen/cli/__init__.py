"""The command line: one module a command; each parses, calls one function, prints."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def inspect(
    articles: Annotated[list[Path], typer.Argument()],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What the converter saw."""
    from briefgen.config import read_vocabulary, shipped
    from briefgen.convert import convert_article
    from briefgen.convert.inspection import describe_conversion
    from briefgen.convert.language import Languages
    from briefgen.convert.readers import read_article, read_source_file

    vocabulary, languages = read_vocabulary(shipped("content/themes.toml")), Languages()
    for path in articles:
        conversion = convert_article(read_article(read_source_file(path)), vocabulary, languages)
        sys.stdout.write(json.dumps(describe_conversion(conversion), ensure_ascii=False) + "\n")


@app.command()
def classify(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The themes of texts on stdin."""
    from briefgen.config import read_vocabulary, shipped
    from briefgen.convert.assign import rank_themes
    from briefgen.convert.inspection import describe_value
    from briefgen.convert.language import Languages, detect_language

    vocabulary, languages = read_vocabulary(shipped("content/themes.toml")), Languages()
    for line in sys.stdin:
        text = json.loads(line)
        language = languages.load(detect_language((text,), languages))
        themes = rank_themes(text, vocabulary, language)
        sys.stdout.write(json.dumps({"themes": describe_value(themes)}, ensure_ascii=False) + "\n")


def main() -> None:
    """Entry point of the `briefgen` command."""
    app()
