"""A page → bytes, through Pelican's own classes and our templates. The one place that speaks Pelican's words.

Pelican's settings, its generator's Jinja environment and its contents are used; its reading, its caches and its writer are not:
they work on a whole site at once. Its Article is our briefing, its category our theme, its Page a page of one's own.
Autoescape is on and an unknown variable is an error; a template that is missing is an error too, where Pelican would take the
one of its `simple` theme. Importing Pelican takes 0.3 s, so this module imports it when a `Renderer` is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    Undefined,
    pass_context,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context as TemplateContext
from jinja2.runtime import Macro
from markupsafe import Markup

from briefgen.errors import ConfigError
from briefgen.site.contexts import Context, make_context
from briefgen.site.feeds import render_feeds
from briefgen.site.lookups import Lookups
from briefgen.site.markdown import relative_prefix
from briefgen.site.page_data import briefing_markdown, briefing_proof
from briefgen.site.pages import PageKey, briefing_url, output_path, url_of
from briefgen.site.quick_templates import quicken
from briefgen.site.records import SiteRecord
from briefgen.site.sitemaps import render_headers, render_robots, render_sitemap

Files = tuple[tuple[str, bytes], ...]

_PARTS_KEPT = 10_000
"""A kilobyte each, in each worker."""


class Renderer:
    """Makes pages of one archive. Holds the template environment, so make one and keep it.
    `compiled`: a folder of the state that keeps the templates compiled, so that a small build need not do it again."""

    def __init__(self, lookups: Lookups, compiled: Path | None = None) -> None:
        self.lookups = lookups
        site = lookups.site
        self.environment = _kept_environment(site.template_folders, site.fingerprint, site.name, site.language)
        if compiled is not None:
            compiled.mkdir(parents=True, exist_ok=True)
            self.environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        # Parts show the site's settings, which may be others in the next build.
        self.environment.globals["part"] = _Parts()
        self.environment.globals["macros_of"] = _Macros()

    def render_page(self, key: PageKey) -> Files | None:
        """Path and bytes of each file of a page, None where there is no such page (any more).
        Raises ConfigError where a template is missing, broken or asks for an unknown variable."""
        if key.kind == "feed":
            return render_feeds(self.lookups, key.key)
        if key.kind in _PLAIN:
            data = _PLAIN[key.kind](self.lookups, key.key)
            return None if data is None else ((output_path(url_of(key)), data),)
        context = make_context(self.lookups, key)
        if context is None:
            return None
        page = (output_path(url_of(key)), self._fill(context))
        return (page, *self._beside(key)) if key.kind == "briefing" else (page,)

    def _beside(self, key: PageKey) -> Files:
        stored = self.lookups.briefing(key.key)
        if stored is None or self.lookups.site.compact:
            return ()
        folder = briefing_url(key.key)
        return (
            (output_path(f"{folder}index.md"), briefing_markdown(self.lookups, stored)),
            (output_path(f"{folder}index.json"), briefing_proof(self.lookups, stored)),
        )

    def _fill(self, context: Context) -> bytes:
        try:
            text = self.environment.get_template(f"{context.template}.html").render(context.variables)
        except TemplateError as error:
            raise template_error(context.template, error) from error
        return text.encode("utf-8", "replace")


_PLAIN: dict[str, Any] = {
    "sitemap": render_sitemap,
    "robots": lambda lookups, _key: render_robots(lookups),
    "headers": lambda _lookups, _key: render_headers(),
    "nojekyll": lambda _lookups, _key: b"",
}


def template_error(name: str, error: TemplateError) -> ConfigError:
    """What is wrong with a template, for its author."""
    return ConfigError(
        "expected a template that its variables can fill",
        path=f"templates/{name}.html",
        line=getattr(error, "lineno", None),
        found=str(error) or type(error).__name__,
        remedy="The variables of each template stand in the comment on top of the one that ships.",
    )


def load_pelican() -> None:
    """Loads what the first `Renderer` would load."""
    import pelican.generators
    import pelican.settings  # noqa: F401


def pelican_settings(site: SiteRecord, **more: Any) -> dict[str, Any]:
    """Pelican's settings for our site: nothing of its own is made, read or cached, and no locale is asked."""
    from pelican.settings import read_settings

    theme = Path(site.template_folders[-1]).parent
    settings: dict[str, Any] = {
        "PATH": str(theme),
        "THEME": str(theme),
        "THEME_TEMPLATES_OVERRIDES": list(site.template_folders[:-1]),
        "OUTPUT_PATH": str(theme / "never-written"),
        "SITENAME": site.name,
        "SITEURL": site.url,
        "DEFAULT_LANG": site.language,
        "TIMEZONE": "UTC",
        "LOCALE": ["C"],
        "READERS": dict.fromkeys(("html", "htm", "rst", "md", "markdown", "mkd", "mdown")),
        "PLUGINS": [],
        "INTRASITE_LINK_REGEX": r"(?P<what>(?!))",
        "JINJA_ENVIRONMENT": {
            "autoescape": True,
            "undefined": StrictUndefined,
            "trim_blocks": False,
            "lstrip_blocks": False,
            "extensions": [],
        },
        "JINJA_FILTERS": {"relative": relative},
        "JINJA_GLOBALS": {"part": _Parts(), "macros_of": _Macros()},
        **dict.fromkeys(_FEED_SETTINGS),
    }
    return dict(read_settings(override=settings | more))


_FEED_SETTINGS = ("FEED_ALL_ATOM", "CATEGORY_FEED_ATOM", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS", "TRANSLATION_FEED_ATOM")


@lru_cache(maxsize=2)
def _kept_environment(folders: tuple[str, ...], fingerprint: str, name: str, language: str) -> Environment:
    """The environment for these templates: compiling them takes a tenth of a second, which a long-lived process pays once."""
    return make_environment(SiteRecord(name=name, language=language, template_folders=folders, fingerprint=fingerprint))


def make_environment(site: SiteRecord) -> Environment:
    """The environment that Pelican's generators give to templates, without the fall-back to Pelican's own themes."""
    from pelican.generators import Generator

    settings = pelican_settings(site)
    generator = Generator(dict(settings), settings, settings["PATH"], settings["THEME"], settings["OUTPUT_PATH"])
    environment: Environment = generator.env
    strict_loader(environment, site)
    return environment


def strict_loader(environment: Environment, site: SiteRecord) -> None:
    """Lets the environment know our templates alone, the project's own before those that ship, and read each once."""
    environment.loader = FileSystemLoader(site.template_folders)
    environment.auto_reload = False
    environment.template_class = _CleanTemplate
    quicken(environment)


class _CleanTemplate(Template):
    """A template whose pages hold no control character: HTML can't carry them, and a browser drops a NUL in silence."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        return show_controls(super().render(*args, **kwargs))


def show_controls(text: str) -> str:
    """The text with a space for each control character that is one, and U+FFFD for each other one: no word is glued to
    its neighbour, and what was there is seen."""
    data = text.encode("utf-8", "replace")
    # A look at the bytes takes a tenth of the time of a translation, and most pages need none.
    if len(data.translate(None, _CONTROL_BYTES)) == len(data) and not _HIGH_CONTROL.search(data):
        return text
    return text.translate(_CONTROLS)


_SPACES = (0x0B, 0x0C, *range(0x1C, 0x20), 0x85)
_CONTROLS = {
    code: " " if code in _SPACES else "\ufffd"
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if code not in (0x09, 0x0A, 0x0D)
}
_CONTROL_BYTES = bytes(code for code in _CONTROLS if code < 0x80)
_HIGH_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")


@pass_context
def relative(context: TemplateContext, url: str | Undefined) -> str:
    """The filter of the templates: a site-rooted URL as seen from the page; any other stays as it is."""
    text = url if type(url) is str else str(url)
    if not text.startswith("/") or text.startswith("//"):
        return text
    return _prefix_of(context.parent) + text[1:]


def _prefix_of(variables: Mapping[str, Any]) -> str:
    """The way from a page to the site's root. 404.html is served at any depth: its links start at the path of the site's URL."""
    root = variables.get("root")
    return relative_prefix(variables["page"].path) if root is None else str(root)


class _Parts:
    """The function `part` of the templates: what a part gives for these values. A part is a macro, or the name of a template
    that is filled with `site`, `page` and the values. Parts recur on many pages, so each is filled once for all pages of the
    same depth and language: of `page`, it may use no more than these."""

    def __init__(self) -> None:
        self._filled: dict[tuple[object, ...], Markup] = {}

    @pass_context
    def __call__(self, context: TemplateContext, part: Macro | str, **values: Any) -> Markup:
        variables = context.parent
        name = part if isinstance(part, str) else part.name
        key = (name, *_surroundings(variables), *values.items())
        filled = self._filled.get(key)
        if filled is None:
            if len(self._filled) >= _PARTS_KEPT:
                self._filled.clear()
            if isinstance(part, str):
                text = context.environment.get_template(part).render({**variables, **values})
            else:
                text = part(**values)
            filled = self._filled[key] = Markup(text)
        return filled


class _Macros:
    """The function `macros_of` of the templates: the macros of a file, made once for all pages of the same depth and language:
    of `page`, they may use no more than these. An import with context makes them anew for each page."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], TemplateModule] = {}

    @pass_context
    def __call__(self, context: TemplateContext, file: str) -> TemplateModule:
        key = (file, *_surroundings(context.parent))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = context.environment.get_template(file).make_module(context.parent)
        return made


def _surroundings(variables: Mapping[str, Any]) -> tuple[str, str]:
    """What a shared part may use of the page that it stands on."""
    return _prefix_of(variables), variables["page"].language
