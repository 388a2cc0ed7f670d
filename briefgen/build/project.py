"""A build as a list of steps: read `build_project` from top to bottom.

Order matters: briefing files are looked at first, since they say which article they came from; then changed articles are
converted and merged into them; then the catalogue learns what changed; then pages are rendered, indexed, checked, published.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from briefgen.build.briefings import (
    ReadBriefing,
    default_jobs,
    load_broken,
    logical_path,
    read_briefings,
    remember_problem,
)
from briefgen.build.content_look import scan
from briefgen.build.converting import BriefingFolder, Converted, Outcomes, load_outcomes
from briefgen.build.fingerprints import conversion_fingerprint
from briefgen.build.gates import check_emptied, check_quarantine
from briefgen.build.listener import Listener
from briefgen.build.publishing import SCHEMA, VERSION, Published, SiteBuild
from briefgen.build.report import BuildReport, Problem, name_problems, save_report
from briefgen.build.sources import Changes, find_changes, forget, is_large, look_again, remember, start_look
from briefgen.config import ARTICLES, BRIEFINGS, Config, Vocabulary, check_languages, load_vocabulary
from briefgen.errors import ConfigError, GateRefused, UsageError, WorkerKilled
from briefgen.executors import Lost, StartedScript, run_batches
from briefgen.model import BriefingFile
from briefgen.site.changes import load_renderer
from briefgen.state import State, drop_state, hold_lock, transaction, with_state

_FACTS_SUFFIX = ".toml"
_FOLDERS = {"articles": None, "briefings": (".md",)}
"""What is looked at for changes, and the endings of the files that count there."""
_BATCH = 8
# Articles of so many bytes together are converted in this process: starting workers would take longer. A single article that
# is larger goes to a worker, which can be ended when it takes too long.
_IN_PROCESS_BYTES = 300_000
# For a batch, then once more for each article of one that took too long. Within the readers' bounds the slowest known article
# takes 15 seconds.
_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build. `jobs` None: one worker a core."""

    full: bool = False
    search: bool = True
    jobs: int | None = None
    accept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertReport:
    """What a conversion without a site did. Paths begin with content/."""

    articles: int
    briefings: int
    written: tuple[str, ...]
    deleted: tuple[str, ...]
    quarantined: tuple[Problem, ...]
    conflicts: tuple[Problem, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON value that `convert --json` prints."""
        return {
            "articles": self.articles,
            "briefings": self.briefings,
            "written": list(self.written),
            "deleted": list(self.deleted),
            "quarantined": [{"path": p.path, "reason": p.reason} for p in self.quarantined],
            "conflicts": [{"path": p.path, "reason": p.reason} for p in self.conflicts],
            "warnings": list(self.warnings),
        }


@dataclass(slots=True)
class _Clock:
    """How long each part of a build took, in seconds."""

    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("convert", "render", "search", "publish"), 0.0)
    )

    @contextmanager
    def time(self, part: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[part] += time.perf_counter() - start


def build_project(config: Config, options: BuildOptions, listener: Listener) -> BuildReport:
    """Converts what changed, publishes what changed. Raises ConfigError before anything is written, PublishError where the
    disk refuses; a site that a gate refuses is a value: `report.site` is None and the old site stays."""
    vocabulary = load_vocabulary(config)
    check_languages(config)
    if options.full:
        config.paths.state.mkdir(parents=True, exist_ok=True)
        with hold_lock(config.paths.state / "lock", listener.say):
            drop_state(config.paths.state)

    def work(state: State) -> BuildReport:
        return _build(config, vocabulary, options, listener, state)

    report = with_state(config.paths.state, work, schema=SCHEMA, version=VERSION, say=listener.say)
    save_report(config.paths.state, report)
    return report


def _build(
    config: Config, vocabulary: Vocabulary, options: BuildOptions, listener: Listener, state: State
) -> BuildReport:
    clock = _Clock()
    jobs = options.jobs or default_jobs()
    connection = state.connection
    with ExitStack() as stack:
        large = [name for name in _FOLDERS if is_large(connection, name)]
        started = {name: stack.enter_context(start_look(*_folder(config, name))) for name in large}
        site = SiteBuild(
            config=config, vocabulary=vocabulary, state=state, jobs=jobs, search=options.search, listener=listener
        )
        stack.callback(site.end_look)
        if started:
            # It is loaded while they look, for a build that has something to render: nearly every one.
            load_renderer()
        content = _Content(
            config=config,
            vocabulary=vocabulary,
            connection=connection,
            jobs=jobs,
            listener=listener,
            accept=options.accept,
        )
        with clock.time("convert"):
            content.refresh(site, started)
        outcomes = load_outcomes(connection)
        refused = check_quarantine(len(outcomes.quarantined), len(content.articles.all))
        if refused is not None and not options.accept:
            published = Published(refused=(refused,))
        else:
            published = site.publish(accept=options.accept, clock=clock.time)
    return _report(content, outcomes, published, clock)


def _report(content: _Content, outcomes: Outcomes, published: Published, clock: _Clock) -> BuildReport:
    return BuildReport(
        briefings=published.briefings,
        articles=len(content.articles.all) - len(outcomes.quarantined),
        converted=content.converted,
        pages_written=published.pages_written,
        pages_deleted=published.pages_deleted,
        pages_unchanged=published.pages_unchanged,
        quarantined=(*outcomes.quarantined, *load_broken(content.connection), *content.misnamed),
        conflicts=outcomes.conflicts,
        warnings=(*outcomes.warnings, *published.warnings),
        search=published.search,
        seconds=clock.seconds,
        site=None if published.refused else content.config.relative(content.config.paths.output),
        refused=published.refused,
        written=published.written,
    )


def _folder(config: Config, name: str) -> tuple[Path, tuple[str, ...] | None]:
    """A folder that is looked at, with the endings of the files that count there; None: of all."""
    return getattr(config.paths, name), _FOLDERS[name]


@dataclass(slots=True)
class _Content:
    """The content folders of one build: what changed in them, and what that leads to."""

    config: Config
    vocabulary: Vocabulary
    connection: sqlite3.Connection
    jobs: int
    listener: Listener
    accept: bool
    articles: Changes = field(init=False)
    misnamed: tuple[Problem, ...] = ()
    converted: int = 0

    def refresh(self, site: SiteBuild, started: Mapping[str, StartedScript]) -> None:
        """Brings briefing files and the catalogue up to date with the articles. `started`: looks at folders under way."""
        connection, paths = self.connection, self.config.paths
        with transaction(connection):
            self._forget_where_rules_changed()
            self.articles, briefings = (
                find_changes(connection, name, *_folder(self.config, name), started.get(name)) for name in _FOLDERS
            )
            folder = BriefingFolder(config=self.config, connection=connection, articles=_article_paths(self.articles))
            touched = self._note_briefings(folder, briefings, site)
            _check_articles_folder(self.config, folder, self.accept)
            for path in _lone_facts(self.articles, folder.articles):
                site.warn(f"{path}: facts of no article: expected an article of the same name beside it")
            work = self._find_work(folder, touched)
            written, deleted = self._convert(folder, work, site)
            site.flush_articles()
            site.update_briefings(self._read(folder, written), ())
            site.remember_lost()
            remember(connection, "articles", self.articles)
            ours = (path.removeprefix(BRIEFINGS) for path in (*written, *deleted))
            remember(connection, "briefings", look_again(paths.briefings, briefings, ours))
        self.misnamed = (
            *name_problems(ARTICLES, self.articles.misnamed),
            *name_problems(BRIEFINGS, briefings.misnamed),
        )
        self.articles = replace(self.articles, all={p: s for p, s in self.articles.all.items() if not _is_facts(p)})

    def _forget_where_rules_changed(self) -> None:
        """Converts all articles anew where the program, the themes, the languages or the settings changed."""
        mark = conversion_fingerprint(self.config)
        row = self.connection.execute("SELECT value FROM build_facts WHERE name = 'conversion'").fetchone()
        if row is None or row[0] != mark:
            forget(self.connection, "articles")
            self.connection.execute("INSERT OR REPLACE INTO build_facts VALUES ('conversion', ?)", (mark,))

    def _note_briefings(self, folder: BriefingFolder, changes: Changes, site: SiteBuild) -> set[str]:
        """Reads changed briefing files; the articles that they, and the deleted ones, came from."""
        touched: set[str] = set()
        gone = tuple(map(logical_path, changes.deleted))
        for path in gone:
            touched.update(article for article in (folder.article_of(path),) if article)
            folder.drop(path)
            self.connection.execute("DELETE FROM broken_briefings WHERE path = ?", (path,))
        site.update_briefings(self._read(folder, tuple(map(logical_path, changes.changed)), touched), gone)
        return touched

    def _read(
        self, folder: BriefingFolder, paths: tuple[str, ...], touched: set[str] | None = None
    ) -> Iterator[tuple[str, str, BriefingFile | None]]:
        """The briefing files at those paths, noted; None for one that is broken: its page goes, the file stays."""
        for number, read in enumerate(read_briefings(self.config, paths, self.jobs), 1):
            self.listener.progress("reading briefings", number, len(paths))
            remember_problem(self.connection, read)
            _note(folder, read)
            article = folder.article_of(read.path)
            if touched is not None and article:
                touched.add(article)
            yield read.path, read.sha256, read.file

    def _find_work(self, folder: BriefingFolder, touched: set[str]) -> tuple[str, ...]:
        """The paths of the articles to convert or to take away, in order."""
        known = folder.articles
        changed = {article for path in self.articles.changed for article in _articles_of(path, known)}
        facts_gone = {article for path in self.articles.deleted for article in _articles_of(path, known)}
        deleted = {ARTICLES + path for path in self.articles.deleted if not _is_facts(path)}
        return tuple(sorted(changed | facts_gone | deleted | touched | set(folder.orphans())))

    def _convert(
        self, folder: BriefingFolder, paths: tuple[str, ...], site: SiteBuild
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Converts those that are there and takes away those that are not; the briefing files written, and deleted."""
        there = tuple(path for path in paths if path in folder.articles)
        written: list[str] = []
        deleted: list[str] = []
        for number, converted in enumerate(self._convert_all(there), 1):
            self.listener.progress("converting articles", number, len(there))
            outcome = folder.write(converted)
            written.extend(outcome.written)
            site.update_article(converted.path, outcome.segmented)
            deleted.extend(outcome.deleted)
            site.delete_briefings(outcome.deleted, lost=True)
            self.converted += converted.problem is None
        # After the others: a renamed article has taken its briefings along by now.
        for path in paths:
            if path not in folder.articles:
                outcome = folder.write(Converted(path=path))
                written.extend(outcome.written)
                site.update_article(path, None)
                deleted.extend(outcome.deleted)
                site.delete_briefings(outcome.deleted)
        return tuple(dict.fromkeys(written)), tuple(deleted)

    def _convert_all(self, paths: tuple[str, ...]) -> Iterator[Converted]:
        yield from convert_articles(self.config, self.vocabulary, paths, self.jobs, records=True)


def convert_articles(
    config: Config, vocabulary: Vocabulary, paths: tuple[str, ...], jobs: int, records: bool = False
) -> Iterator[Converted]:
    """What becomes of the articles at those paths, in their order, with their `records` for a site. Few small ones are
    converted in this process."""
    if not paths:
        return
    # Late, so that a build without a changed article does not load the converter.
    from briefgen.build.conversion_task import ConvertTask

    size = sum(config.article_file(path).stat().st_size for path in paths)
    work = ConvertTask(config=config, vocabulary=vocabulary, records=records)
    few = size <= _IN_PROCESS_BYTES
    # Never in this process, also on a single core: only a worker can be ended.
    jobs = 1 if few else max(2, jobs)
    for result in run_batches(work, paths, jobs=jobs, batch_size=_BATCH, timeout_seconds=_TIMEOUT_SECONDS):
        if isinstance(result, Lost):
            error = WorkerKilled(f"could not be converted: {result.reason}")
            yield Converted(path=result.item, problem=Problem.of(error, result.item))
        else:
            yield from result


def _check_articles_folder(config: Config, folder: BriefingFolder, accept: bool = False) -> None:
    """Raises ConfigError where the folder of the articles is not there, though briefings were made of articles in it, and
    GateRefused where it is empty of many, unless that is right (`accept`). A disk that is not mounted, or a mistyped path,
    would otherwise take away all of them, and the site with them."""
    gone = folder.orphans()
    if not config.paths.articles.is_dir() and gone:
        raise ConfigError(
            "expected the folder of the articles, of which there are briefings",
            path=config.relative(config.paths.articles),
            found="none",
            remedy="Put it back; or make an empty one, and the briefings of its articles are taken away.",
        )
    refused = None if accept else check_emptied(len(gone), len(folder.articles))
    if refused is not None:
        raise GateRefused(refused, remedy="Nothing was changed.")


def _note(folder: BriefingFolder, read: ReadBriefing) -> None:
    """Keeps what a briefing file says of its source, or that it can't be read."""
    if read.file is not None:
        folder.note(read.file, read.text)
    else:
        folder.note_broken(read.path, read.article)


def convert_project(
    config: Config, chosen: tuple[Path, ...], listener: Listener, dry_run: bool = False
) -> ConvertReport:
    """Converts articles into the briefings' folder and builds no site; `chosen`: only these, all where empty.
    Raises UsageError for a path that is no article of the project."""
    vocabulary = load_vocabulary(config)
    check_languages(config)
    with sqlite3.connect(":memory:", isolation_level=None) as connection:
        connection.executescript(SCHEMA)
        misnamed: list[str] = []
        found = {path for path in scan(config.paths.articles, None, misnamed) if not _is_facts(path)}
        known = frozenset(ARTICLES + path for path in found)
        paths = tuple(sorted({_find_article(config, path, known) for path in chosen} or known))
        folder = BriefingFolder(config=config, connection=connection, articles=known, dry_run=dry_run)
        existing = tuple(sorted(logical_path(path) for path in scan(config.paths.briefings, (".md",))))
        for read in read_briefings(config, existing, default_jobs()):
            remember_problem(connection, read)
            _note(folder, read)
        _check_articles_folder(config, folder)
        written: list[str] = []
        deleted: list[str] = []
        briefings = 0
        gone = () if chosen else folder.orphans()
        articles = convert_articles(config, vocabulary, paths, default_jobs())
        for number, converted in enumerate(articles, 1):
            listener.progress("converting articles", number, len(paths))
            outcome = folder.write(converted)
            written.extend(outcome.written)
            deleted.extend(outcome.deleted)
            briefings += len(converted.briefings)
        for path in gone:
            outcome = folder.write(Converted(path=path))
            deleted.extend(outcome.deleted)
        outcomes = load_outcomes(connection)
        broken = load_broken(connection)
    return ConvertReport(
        articles=len(paths),
        briefings=briefings,
        written=tuple(written),
        deleted=tuple(deleted),
        quarantined=(*outcomes.quarantined, *broken, *name_problems(ARTICLES, misnamed)),
        conflicts=outcomes.conflicts,
        warnings=outcomes.warnings,
    )


def _find_article(config: Config, path: Path, known: frozenset[str]) -> str:
    for place in (config.root / path, path.absolute(), config.paths.articles / path):
        if place.is_relative_to(config.paths.articles):
            name = ARTICLES + place.relative_to(config.paths.articles).as_posix()
            if name in known:
                return name
    raise UsageError(
        "expected an article of this project", path=path.as_posix(), remedy="Put it into content/articles/."
    )


def _lone_facts(changes: Changes, known: Collection[str]) -> tuple[str, ...]:
    """The paths of files of facts that stand beside no article."""
    facts = sorted(path for path in changes.all if _is_facts(path))
    return tuple(ARTICLES + path for path in facts if next(_articles_of(path, known), None) is None)


def _is_facts(path: str) -> bool:
    return path.endswith(_FACTS_SUFFIX)


def _article_paths(changes: Changes) -> frozenset[str]:
    return frozenset(ARTICLES + path for path in changes.all if not _is_facts(path))


def _articles_of(path: str, known: Collection[str]) -> Iterator[str]:
    """The article that a changed file is, or the articles that a changed file of facts belongs to."""
    if not _is_facts(path):
        if ARTICLES + path in known:
            yield ARTICLES + path
        return
    stem = ARTICLES + path.removesuffix(_FACTS_SUFFIX)
    yield from (name for name in (stem + suffix for suffix in _ARTICLE_SUFFIXES) if name in known)


_ARTICLE_SUFFIXES = (".txt", ".md", ".markdown", ".html", ".xml", ".json", ".mhtml", ".eml", ".warc.gz")
