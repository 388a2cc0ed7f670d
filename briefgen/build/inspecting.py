"""One article, or one text, through the converter, without a project and without writing: for `inspect` and `classify`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.build.conversion_task import with_settings
from briefgen.build.report import Problem
from briefgen.config import Config, Vocabulary, is_project, load_config, load_vocabulary
from briefgen.convert import Conversion, convert_article
from briefgen.convert.assign import rank_themes
from briefgen.convert.language import Languages, detect_language
from briefgen.convert.readers import read_article, read_source_file
from briefgen.errors import ArticleError
from briefgen.model import Article, ThemeMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What was seen of an article, or why it could not be read."""

    path: str
    conversion: Conversion | None = None
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True)
class Inspector:
    """The converter with the themes and languages of a project, or the shipped ones outside of any."""

    vocabulary: Vocabulary
    languages: Languages
    config: Config

    @classmethod
    def for_folder(cls, folder: Path) -> Inspector:
        """The inspector of the project in the folder; of the shipped defaults where it is none."""
        config = load_config(folder)
        own = is_project(folder)
        return cls(
            vocabulary=load_vocabulary(config),
            languages=Languages(own=config.paths.languages if own else None),
            config=config,
        )

    def read(self, path: Path) -> Article:
        """The article at a path as the user gave it. Raises ArticleError."""
        article = read_article(read_source_file(path, path.as_posix()))
        return with_settings(article, self.config)

    def inspect(self, path: Path) -> Inspected:
        """What the converter sees in the article at that path."""
        try:
            conversion = convert_article(self.read(path), self.vocabulary, self.languages)
        except ArticleError as error:
            return Inspected(path=path.as_posix(), problem=Problem.of(error, path.as_posix()))
        return Inspected(path=path.as_posix(), conversion=conversion)

    def classify(self, text: str) -> tuple[ThemeMatch, ...]:
        """The themes of a text, best first."""
        code = detect_language(tuple(text.splitlines()), self.languages)
        return rank_themes(text, self.vocabulary, self.languages.load(code))


def describe(inspected: Inspected) -> dict[str, Any]:
    """The JSON value of an article that could not be read."""
    problem = inspected.problem
    return {
        "source": {"path": inspected.path},
        "error": {"line": problem.line if problem else None, "message": problem.reason if problem else ""},
    }
