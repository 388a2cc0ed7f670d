"""From dirty pages to files to write and delete: the one function that a build calls after it has updated the catalogue.

    with open_state(folder, schema=SCHEMA, version=VERSION, say=…) as state:      # or with_state(…, work)
        catalogue = Catalogue(state.connection)
        catalogue.set_site(site_record(config, vocabulary, fingerprint=…, …), own_pages)
        catalogue.update_articles(…); catalogue.update_briefings(…); catalogue.update_files("static", …)
        changes = apply_changes(catalogue, state.database, staging, take=…, delete=…, jobs=2)
        …publish…
        catalogue.record_published(changes.rendered, changes.deleted)

Pages are rendered in batches, in worker processes where there are many, and staged by whoever renders them; `take` is told of
each. Only pages whose bytes differ from what was published last are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from briefgen.config import Config, Vocabulary
from briefgen.errors import PublishError
from briefgen.executors import Lost, Setup, run_batches
from briefgen.site.catalogue import Catalogue
from briefgen.site.catalogue_reader import FrozenReader
from briefgen.site.pages import PageKey, RenderedPage, output_path, url_of
from briefgen.site.records import OwnPageRecord, SiteRecord, ThemeRecord, in_line
from briefgen.site.staging import StagedPage, Staging
from briefgen.site.touched import NEIGHBOUR, dirty_pages
from briefgen.slugs import make_slug
from briefgen.state import connect

POOL_FROM_PAGES = 600
"""So many pages are worth worker processes, which take half a second to start."""

BATCH_SIZE = 40
_FILE_KINDS = ("static", "asset")


class PlannedPage(NamedTuple):
    """A page to look at, and what made it dirty."""

    key: PageKey
    why: str

    @property
    def is_neighbour(self) -> bool:
        """Whether only its links to the briefings beside it change."""
        return self.why.startswith(NEIGHBOUR)


class Gone(NamedTuple):
    """A planned page that is not there any more."""

    key: PageKey
    why: str


Outcome = StagedPage | Gone


@dataclass(slots=True)
class Changes:
    """What a rendering did. `rendered`: every rendered file as (path, key, SHA-256), for `record_published`; `why`: for each
    written or deleted path, what made it so; `lost`: pages whose worker died, with the reason."""

    rendered: list[tuple[str, PageKey, str]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    written: int = 0
    unchanged: int = 0
    why: dict[str, str] = field(default_factory=dict)
    lost: list[tuple[PageKey, str]] = field(default_factory=list)


def site_record(
    config: Config,
    vocabulary: Vocabulary,
    *,
    template_folders: tuple[Path, ...],
    version: str,
    has_search: bool = True,
    favicon: str | None = None,
) -> SiteRecord:
    """The configuration as pages need it. `template_folders`: the project's own first, the shipped one last.
    `favicon`: its site-rooted URL."""
    return SiteRecord(
        name=config.site_name,
        language=config.language,
        url=config.site_url or "",
        has_search=has_search,
        favicon=favicon or "",
        template_folders=tuple(str(folder) for folder in template_folders),
        fingerprint=f"{version} {fingerprint_of(template_folders)}",
        compact=config.compact,
        timezone=config.timezone,
        themes=tuple(
            ThemeRecord(id=row.id, name=row.name, description=row.description, parent=row.parent or "", iptc=row.iptc)
            for row in vocabulary.themes
        ),
    )


def fingerprint_of(folders: tuple[Path, ...]) -> str:
    """A hash of all templates in these folders, names and bytes, whatever their times and places."""
    digest = hashlib.sha256()
    for place, folder in enumerate(folders):
        for path in sorted(folder.rglob("*.html")) if folder.is_dir() else ():
            data = path.read_bytes()
            digest.update(f"{place}/{path.relative_to(folder).as_posix()} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def read_own_page(path: str, text: str) -> OwnPageRecord:
    """A page of the user's own. Its title is the first heading "# …", else the file's name; its slug is of the name."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    first, _, rest = text.removeprefix("\ufeff").lstrip().partition("\n")
    has_title = first.startswith("# ") and bool(first[2:].strip())
    title = first[2:].strip() if has_title else stem.replace("-", " ").capitalize()
    return OwnPageRecord(slug=make_slug(stem), title=in_line(title), markdown=rest if has_title else text, path=path)


def plan_pages(catalogue: Catalogue) -> tuple[PlannedPage, ...]:
    """The dirty pages, those of one list side by side and in its order: each is then found from the one before."""
    dirty = dirty_pages(catalogue.connection)
    return tuple(PlannedPage(key, dirty[key]) for key in sorted(dirty, key=_place_in_list))


def _place_in_list(page: PageKey) -> tuple[str, str, int]:
    name, _, number = page.key.rpartition("/")
    return (page.kind, name, int(number)) if number.isdecimal() else (page.kind, page.key, 0)


def apply_changes(
    catalogue: Catalogue,
    database: Path,
    staging: Staging,
    *,
    take: Callable[[StagedPage], object],
    delete: Callable[[str], object],
    jobs: int = 1,
    planned: tuple[PlannedPage, ...] | None = None,
) -> Changes:
    """Renders what is dirty and stages the files that differ; tells `take` of every file, and `delete` of paths that went.
    `planned`: what `plan_pages` gave, for a caller who wants the number first.
    Raises ConfigError for a template that can't be filled; then nothing may be published."""
    changes = Changes()
    gone: list[Gone] = []
    planned = plan_pages(catalogue) if planned is None else planned
    for outcome in render_pages(catalogue, database, planned, staging, jobs=jobs, lost=changes.lost):
        if isinstance(outcome, Gone):
            gone.append(outcome)
            continue
        changes.rendered.append((outcome.path, outcome.key, outcome.sha256))
        if outcome.written:
            changes.written += 1
            changes.why[outcome.path] = outcome.why
        else:
            changes.unchanged += 1
        take(outcome)
    _delete_gone(catalogue, gone, changes, delete)
    if catalogue.site.compact:
        _delete_left(catalogue, planned, changes, delete)
    return changes


def render_pages(
    catalogue: Catalogue,
    database: Path,
    planned: tuple[PlannedPage, ...],
    staging: Staging,
    *,
    jobs: int = 1,
    lost: list[tuple[PageKey, str]] | None = None,
) -> Iterator[Outcome]:
    """Every file of the planned pages, in their order, files that are published as they are last."""
    made = [page for page in planned if page.key.kind not in _FILE_KINDS]
    if len(made) < POOL_FROM_PAGES or jobs <= 1:
        stage = _Stage(catalogue.frozen(), database, staging) if made else None
        for page in made:
            if stage is not None:
                yield from stage.render(page)
    else:
        setup = Setup(_start_worker, (str(database), staging), preload=("briefgen.site.render", "pelican"))
        for result in run_batches(_render_batch, made, jobs=jobs, setup=setup, batch_size=BATCH_SIZE):
            if not isinstance(result, Lost):
                yield from result
            elif lost is not None:
                lost.append((result.item.key, result.reason))
    for page in planned:
        if page.key.kind in _FILE_KINDS:
            file = _read_file(catalogue, page)
            yield file if isinstance(file, Gone) else staging.put(file, catalogue.published_hash(file.path))


def load_renderer() -> None:
    """Loads what the first page needs, for a caller who waits for something else."""
    from briefgen.site.render import load_pelican

    load_pelican()


def _delete_gone(catalogue: Catalogue, gone: list[Gone], changes: Changes, delete: Callable[[str], object]) -> None:
    """Deletes the files of pages that are gone, unless another page stands there now."""
    standing = {path for path, _, _ in changes.rendered}
    for page in gone:
        rows = catalogue.connection.execute("SELECT path FROM pages WHERE kind = ? AND key = ?", page.key)
        for (path,) in rows.fetchall():
            if path not in standing:
                changes.deleted.append(path)
                changes.why[path] = page.why
                delete(path)


def _delete_left(
    catalogue: Catalogue, planned: tuple[PlannedPage, ...], changes: Changes, delete: Callable[[str], object]
) -> None:
    """Deletes what stood beside the page of a briefing before the site was compact."""
    standing = {path for path, _, _ in changes.rendered} | set(changes.deleted)
    for page in planned:
        if page.key.kind == "briefing":
            rows = catalogue.connection.execute("SELECT path FROM pages WHERE kind = ? AND key = ?", page.key)
            for (path,) in rows.fetchall():
                if path not in standing:
                    changes.deleted.append(path)
                    changes.why[path] = page.why
                    delete(path)


class _Stage:
    """Renders pages and stages them, in one process."""

    def __init__(self, reader: FrozenReader, database: Path, staging: Staging) -> None:
        # Late, so that a build that renders nothing loads neither templates nor Markdown.
        from briefgen.site.render import Renderer

        self._reader = reader
        self._staging = staging
        self._renderer = Renderer(reader, compiled=database.parent / "templates")

    def render(self, page: PlannedPage) -> Iterator[Outcome]:
        """Each file of the page, once it is staged."""
        kind = page.key.kind
        is_replaced = kind in _OWN_FILES and self._reader.has_file(_OWN_FILES[kind])
        files = None if is_replaced else self._renderer.render_page(page.key)
        if files is None:
            yield Gone(page.key, page.why)
            return
        for path, data in files:
            rendered = RenderedPage(path, data, page.key, page.why)
            yield self._staging.put(rendered, self._reader.published_hash(path))


_OWN_FILES = {"robots": "robots.txt", "headers": "_headers", "404": "404.html"}


def _read_file(catalogue: Catalogue, page: PlannedPage) -> RenderedPage | Gone:
    row = catalogue.connection.execute("SELECT source FROM files WHERE kind = ? AND key = ?", page.key).fetchone()
    if row is None:
        return Gone(page.key, page.why)
    try:
        data = Path(row[0]).read_bytes()
    except OSError as error:
        raise PublishError(
            "expected a file that can be read", path=row[0], found=error.strerror or "an error"
        ) from error
    return RenderedPage(output_path(url_of(page.key)), data, page.key, page.why)


_worker_stage: _Stage | None = None


def _start_worker(database: str, staging: Staging) -> None:
    """Opens the catalogue and the templates in a worker process, once."""
    global _worker_stage
    path = Path(database)
    _worker_stage = _Stage(FrozenReader(connect(path, read_only=True)), path, staging)


def _render_batch(batch: tuple[PlannedPage, ...]) -> list[Outcome]:
    if _worker_stage is None:
        raise RuntimeError("the worker was not started")
    return [outcome for page in batch for outcome in _worker_stage.render(page)]
