"""The site's half of a build: the catalogue is told what changed, dirty pages are rendered, the search index follows, the
gates look, and the whole is published at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from briefgen.build.briefings import SCHEMA as BRIEFINGS_SCHEMA
from briefgen.build.content_look import scan
from briefgen.build.converting import SCHEMA as CONVERTING_SCHEMA
from briefgen.build.fingerprints import look_fingerprint
from briefgen.build.gates import check_rendered, check_shrinking
from briefgen.build.listener import Listener
from briefgen.build.report import SearchCounts, name_problems
from briefgen.build.searching import SCHEMA as SEARCHING_SCHEMA
from briefgen.build.searching import SiteSearch
from briefgen.build.sources import SCHEMA as SOURCES_SCHEMA
from briefgen.config import Config, Vocabulary, shipped
from briefgen.errors import BriefgenError
from briefgen.executors import batched
from briefgen.files import read_bounded, sha256_of
from briefgen.model import BriefingFile, SegmentedArticle
from briefgen.site.catalogue import Catalogue
from briefgen.site.catalogue_schema import SCHEMA as CATALOGUE_SCHEMA
from briefgen.site.catalogue_schema import VERSION as CATALOGUE_VERSION
from briefgen.site.changes import Changes, apply_changes, plan_pages, read_own_page, site_record
from briefgen.site.pages import PageKey
from briefgen.site.publish import SitePublisher
from briefgen.site.records import OwnPageRecord, in_line, normal_slug
from briefgen.site.staging import StagedPage
from briefgen.state import State, transaction

_FACTS_SCHEMA = "CREATE TABLE IF NOT EXISTS build_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
SCHEMA = ";".join(
    (
        CATALOGUE_SCHEMA.rstrip().rstrip(";"),
        SOURCES_SCHEMA,
        BRIEFINGS_SCHEMA,
        CONVERTING_SCHEMA,
        SEARCHING_SCHEMA,
        _FACTS_SCHEMA,
    )
)
"""All tables of the state but those of the publisher, which makes its own."""
VERSION = 400 + CATALOGUE_VERSION
OWN_PAGE_LIMIT_BYTES = 2_000_000
_ARTICLES_AT_ONCE = 200
_BRIEFINGS_AT_ONCE = 250
_FAVICONS = ("favicon.svg", "favicon.png", "favicon.ico")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did, or why it was refused."""

    briefings: int = 0
    pages_written: int = 0
    pages_deleted: int = 0
    pages_unchanged: int = 0
    search: SearchCounts | None = None
    warnings: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    written: tuple[tuple[str, str], ...] = ()


class _Refused(Exception):
    """A gate was not passed: what the build has noted is rolled back."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@dataclass(slots=True, kw_only=True)
class SiteBuild:
    """One build of the site. Make it first: it tells the catalogue the configuration and clears up after a killed build."""

    config: Config
    vocabulary: Vocabulary
    state: State
    jobs: int
    search: bool
    listener: Listener
    lost: int = 0
    _catalogue: Catalogue = field(init=False)
    _publisher: SitePublisher = field(init=False)
    _before: int = field(init=False)
    _warnings: list[str] = field(default_factory=list)
    _articles: dict[str, SegmentedArticle | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._publisher = SitePublisher(self.config.paths.output, self.config.paths.state, self.state.connection)
        self._catalogue = Catalogue(self.state.connection)
        with transaction(self.state.connection):
            self._tell_configuration()
            self._before = self._catalogue.size("home")
            # What a refused build has lost counts again in the next one, until a site is published.
            self.lost = self._load_lost()
            if not self._publisher.trusted:
                # What stands in output/ is not what the state says: every page is written anew.
                self._catalogue.forget_published()
                self.state.connection.execute("UPDATE pages SET sha256 = ''")
                self.state.connection.execute("DELETE FROM search_shards")
        self._publisher.start_look()

    # -- what the content tells ------------------------------------------------------------------------------------

    def update_briefings(self, read: Iterable[tuple[str, str, BriefingFile | None]], deleted: Iterable[str]) -> None:
        """Takes in briefing files as they are read; None stands for one that is broken, whose page goes."""
        gone = list(deleted)

        def changed() -> Iterator[tuple[str, str, BriefingFile]]:
            for path, sha256, file in read:
                if file is None:
                    gone.append(path)
                    self.lost += 1
                else:
                    self._warnings.extend(f"{path}: {warning}" for warning in file.warnings)
                    yield path, sha256, file

        # In batches, so that memory stays flat and the next ones are read meanwhile; what is gone goes with the first.
        for batch in batched(changed(), _BRIEFINGS_AT_ONCE):
            self._warnings.extend(self._catalogue.update_briefings(batch, gone))
            gone.clear()
        if gone:
            self._warnings.extend(self._catalogue.update_briefings((), gone))

    def delete_briefings(self, paths: tuple[str, ...], lost: bool = False) -> None:
        """Forgets briefing files that are gone. `lost`: although their article is still there."""
        if paths:
            self.lost += len(paths) if lost else 0
            self._catalogue.update_briefings((), paths)

    def update_article(self, path: str, segmented: SegmentedArticle | None) -> None:
        """Takes in an article's record; None: the article is gone, or set aside."""
        self._articles[path] = segmented
        if len(self._articles) >= _ARTICLES_AT_ONCE:
            self.flush_articles()

    def flush_articles(self) -> None:
        """Hands the articles on that were taken in since the last time."""
        if self._articles:
            there = [segmented for segmented in self._articles.values() if segmented is not None]
            gone = [path for path, segmented in self._articles.items() if segmented is None]
            self._catalogue.update_articles(there, gone)
            self._articles.clear()

    def warn(self, message: str) -> None:
        """Adds a warning to the build's report."""
        self._warnings.append(message)

    def _tell_configuration(self) -> None:
        paths = self.config.paths
        if self.config.site_url is None:
            self.warn(
                "no site_url: canonical links and sitemaps are left out, feeds use tag URIs. Set it in the configuration"
            )
        own, default = paths.site_theme, shipped("theme")
        themes = (default,) if own.resolve() == default.resolve() or not own.is_dir() else (own, default)
        templates = tuple(folder / "templates" for folder in themes if (folder / "templates").is_dir())
        misnamed: list[str] = []
        static = {path: paths.static / path for path in scan(paths.static, None, misnamed)}
        favicon = next((f"/{name}" for name in _FAVICONS if name in static), None)
        site = site_record(
            self.config,
            self.vocabulary,
            template_folders=templates,
            version=look_fingerprint(templates),
            has_search=self.search,
            favicon=favicon,
        )
        self._catalogue.set_site(site, self._own_pages())
        assets = {path: folder / "static" / path for folder in reversed(themes) for path in scan(folder / "static")}
        self._catalogue.update_files("asset", _hashes(assets))
        self._warnings.extend(self._catalogue.update_files("static", _hashes(static)))
        self._warnings.extend(map(str, name_problems(f"{paths.static.name}/", misnamed)))

    def _own_pages(self) -> Iterator[OwnPageRecord]:
        """The pages of the user's own: Markdown, with a title in front matter or as the first heading."""
        folder = self.config.paths.pages
        misnamed: list[str] = []
        for path in sorted(scan(folder, (".md",), misnamed)):
            try:
                text = read_bounded(folder / path, OWN_PAGE_LIMIT_BYTES).decode("utf-8", "replace")
                page = _read_own_page(path, text)
            except BriefgenError as error:
                self._warnings.append(str(error) if error.path else f"{path}: {error}")
                continue
            if page is not None:
                yield page
        self._warnings.extend(map(str, name_problems(f"{folder.name}/", misnamed)))

    def _load_lost(self) -> int:
        row = self.state.connection.execute("SELECT value FROM build_facts WHERE name = 'lost'").fetchone()
        return int(row[0]) if row else 0

    def end_look(self) -> None:
        """Ends what looks at the output of a large site, where the build ends early."""
        self._publisher.end_look()

    def remember_lost(self) -> None:
        """Keeps how many briefings went although their source is still there; call it in the content's own transaction."""
        self.state.connection.execute("INSERT OR REPLACE INTO build_facts VALUES ('lost', ?)", (str(self.lost),))

    # -- the way into the output -----------------------------------------------------------------------------------

    def publish(self, accept: bool, clock: Callable[[str], AbstractContextManager[None]]) -> Published:
        """Renders, indexes, checks and publishes what is dirty. Nothing in the output changes before the gates were passed."""
        publisher = self._publisher
        search = SiteSearch(
            config=self.config,
            connection=self.state.connection,
            publisher=publisher,
            jobs=self.jobs,
            listener=self.listener,
            enabled=self.search,
        )
        try:
            with transaction(self.state.connection), search:
                published = self._publish(accept, clock, search)
        except _Refused as refused:
            publisher.abandon()
            return Published(refused=refused.reasons, warnings=tuple(self._warnings))
        with clock("publish"):
            publisher.complete_shadow()
        return published

    def _publish(
        self, accept: bool, clock: Callable[[str], AbstractContextManager[None]], search: SiteSearch
    ) -> Published:
        publisher = self._publisher
        with clock("render"):
            changes = self._render(search)
        refused = () if accept else self._check_gates(changes)
        if refused:
            raise _Refused(refused)
        with clock("search"):
            counts = search.finish([key for key, _ in changes.lost])
        with clock("publish"):
            if not publisher.trusted:
                publisher.delete_unwritten()
            publisher.publish()
            self._catalogue.record_published(changes.rendered, changes.deleted)
            self.state.connection.execute("DELETE FROM build_facts WHERE name = 'lost'")
        return self._describe(changes, counts)

    def _render(self, search: SiteSearch) -> Changes:
        planned = search.begin(plan_pages(self._catalogue))
        done: set[PageKey] = set()

        def take(page: StagedPage) -> None:
            done.add(page.key)
            self._publisher.take(page)
            self.listener.progress("rendering pages", len(done), len(planned))
            search.note(page)

        changes = apply_changes(
            self._catalogue,
            self.state.database,
            self._publisher.staging,
            take=take,
            delete=self._publisher.delete,
            jobs=self.jobs,
            planned=planned,
        )
        if changes.lost:
            self._publisher.mistrust_staged()
        return changes

    def _check_gates(self, changes: Changes) -> tuple[str, ...]:
        planned = len(changes.rendered) + len(changes.lost)
        reasons = (check_shrinking(self.lost, self._before), check_rendered(planned, len(changes.rendered)))
        return tuple(reason for reason in reasons if reason is not None)

    def _describe(self, changes: Changes, search: SearchCounts | None) -> Published:
        files = self._publisher.count(without="pagefind/")
        return Published(
            briefings=self._catalogue.size("home"),
            pages_written=changes.written,
            pages_deleted=len(changes.deleted),
            pages_unchanged=files - changes.written,
            search=search,
            warnings=tuple(self._warnings),
            written=tuple(sorted(changes.why.items())),
        )


def _read_own_page(path: str, text: str) -> OwnPageRecord | None:
    """The page in that file; None for a draft or one that was withdrawn."""
    if not text.removeprefix("\ufeff").startswith("---"):
        return read_own_page(path, text)
    from briefgen.briefing_file import read_briefing_file

    page = read_briefing_file(path, text)
    if page.status != "published":
        return None
    body = "\n\n".join(part.markdown for part in page.parts)
    # A slug from front matter may be anything, "../x" included.
    return OwnPageRecord(slug=normal_slug(page.slug, path), title=in_line(page.title), markdown=body, path=path)


def _hashes(files: Mapping[str, Path]) -> dict[str, tuple[str, str]]:
    return {path: (str(file), sha256_of(file.read_bytes())) for path, file in files.items()}
