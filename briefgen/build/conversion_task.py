"""The work of a converting worker: paths in, converted articles out. The converter is loaded with the first article: a process
that only hands the work on does without it."""

from __future__ import annotations

import multiprocessing
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from briefgen.build.converting import Converted
from briefgen.build.report import Problem
from briefgen.config import Config, Vocabulary
from briefgen.errors import ArticleError
from briefgen.model import Article, TextPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertTask:
    """All that a worker needs to convert articles; crosses processes. `records`: whether the articles' records are asked for,
    which only a site needs: they take longer to hand over than all else."""

    preload: ClassVar[tuple[str, ...]] = ("briefgen.build.warm_converter",)

    config: Config
    vocabulary: Vocabulary
    records: bool

    def __call__(self, paths: tuple[str, ...]) -> tuple[Converted, ...]:
        """The articles at those paths of the project, converted. Any error is a value: one bad article stops nothing."""
        return tuple(self._try(path) for path in paths)

    def _try(self, path: str) -> Converted:
        try:
            return self._convert(path)
        except ArticleError as error:
            return Converted(path=path, problem=Problem.of(error, path))
        except Exception as error:  # noqa: BLE001 — the one boundary: a bug costs that article, and is told with its place
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            reason = f"briefgen failed on this article ({type(error).__name__} in {where}). Please report it."
            return Converted(path=path, problem=Problem(path=path, reason=reason))

    def _convert(self, path: str) -> Converted:
        from briefgen.build.drafting import draft_article
        from briefgen.convert import convert_article
        from briefgen.convert.language import Languages
        from briefgen.convert.readers import read_article, read_source_file

        article = read_article(read_source_file(self.config.article_file(path), path))
        article = with_settings(article, self.config)
        own = self.config.paths.languages
        conversion = convert_article(article, self.vocabulary, Languages(own=own if own.is_dir() else None))
        # Who writes the files plans them better than any guess: only a worker drafts.
        is_worker = multiprocessing.parent_process() is not None
        draft = draft_article(self.config, path, conversion.briefings) if is_worker else None
        return Converted(
            path=path,
            sha256=article.source.sha256,
            warnings=conversion.segmented.warnings,
            segmented=conversion.segmented if self.records else None,
            briefings=conversion.briefings,
            draft=draft,
        )


def with_settings(article: Article, config: Config) -> Article:
    """The article with what its project says of all of its articles."""
    return replace(article, text=text_policy(article, config), zone=config.timezone)


def text_policy(article: Article, config: Config) -> TextPolicy:
    """What may be shown of an article: its own word first, then its publisher's, then the project's."""
    return article.text or config.publishers.get(article.source.publisher or "") or config.text
