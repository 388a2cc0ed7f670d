"""The converter, loaded and ready. Imported by the common parent of converting workers, so that each begins with it in memory:
the language tables read and their patterns compiled, by a few lines that say nothing."""

from __future__ import annotations

from briefgen.briefing_file import plan_files
from briefgen.config import Vocabulary
from briefgen.convert import convert_article
from briefgen.convert.language import Languages
from briefgen.model import Article, Source

_LINES = (
    "The harbour opens again",
    "The harbour was opened again on Monday, said Ada Lind, its director. “It took 12 days and $3m,” she told reporters.",
    "Another 40 people were waiting for a boat, according to the port. It will close on 3 May.",
)


def warm_up() -> None:
    """Converts a few lines, so that everything needed for an article is loaded."""
    source = Source(path="warm.txt", format="text", sha256="0" * 64)
    article = Article(source=source, lines=_LINES, language="en")
    conversion = convert_article(article, Vocabulary(themes=()), Languages())
    plan_files(source.path, conversion.briefings, {})


warm_up()
