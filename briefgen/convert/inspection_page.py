"""What `inspect --html` writes: articles as the converter saw them, on one page that needs nothing but itself.

Everything from an article is escaped, and the page's policy lets it load and run nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from briefgen.convert import Conversion
from briefgen.convert.inspection_view import (
    KINDS,
    OTHER_THEMES,
    Piece,
    Section,
    SeenLine,
    clean,
    kinds_seen,
    read_facts,
    read_overview,
    read_themes,
    see_sections,
)
from briefgen.model import Briefing, Update

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --faint: #6a6a6a; --line: #ddd; --theme: #0a6b3d;
  --quote: #e3f4e6; --person: #f6e3f4; --organisation: #e2ebfa; --place: #dff3f5; --figure: #fdf0c8; }
@media (prefers-color-scheme: dark) { :root { --paper: #161616; --ink: #e8e8e8; --faint: #a0a0a0; --line: #3a3a3a;
  --theme: #7fd6a8; --quote: #1d3b24; --person: #47233f; --organisation: #22345a; --place: #153f45; --figure: #4d3d0d; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem; background: var(--paper);
  color: var(--ink); }
h1 { font-size: 1rem; margin: 0; color: var(--faint); }
h2 { margin-block: .5rem; }
h4 { margin: 0; font-size: 1rem; }
ol.briefings { padding: 0; list-style: none; display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
ol.briefings > li { border: 1px solid var(--line); border-block-start: .25rem solid var(--theme);
  padding: .5rem 1rem; overflow-wrap: anywhere; }
ol.briefings strong { display: block; }
ol.briefings ul { padding-inline-start: 1.1rem; margin-block: .4rem; font-size: .9rem; }
.path { color: var(--faint); font-size: .8rem; }
section { border-inline-start: .25rem solid var(--theme); margin-block: 1.25rem; padding-inline-start: 1rem; }
section.furniture, section.repeat { border-color: var(--line); }
.furniture, .repeat, .number, .label, .id, summary { color: var(--faint); }
.row { display: grid; grid-template-columns: 3.5rem 7rem 1fr; gap: .5rem; margin: 0; overflow-wrap: anywhere; }
.number, .label { font-size: .8rem; line-height: 1.875; }
.number { text-align: end; }
.headline { font-weight: bold; }
.theme { color: var(--theme); }
mark { background: none; color: inherit; border-radius: .2rem; }
mark.quote { background: var(--quote); }
mark.person { background: var(--person); }
mark.organisation { background: var(--organisation); }
mark.place { background: var(--place); }
mark.figure { background: var(--figure); }
mark.date { text-decoration: underline; text-decoration-thickness: .15rem; }
mark.furniture { color: var(--faint); }
dl { display: grid; grid-template-columns: 7rem 1fr; gap: 0 .5rem; margin: .5rem 0 0 4rem; font-size: .875rem; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { .row { grid-template-columns: 2.5rem 1fr; } .row .text { grid-column: 2; }
  dl { margin-inline-start: 0; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TITLE = "What briefgen saw"


def write_page(conversions: Sequence[Conversion]) -> str:
    """The HTML page, whole. The same conversions give the same text."""
    return "\n".join(_write(conversions)) + "\n"


def _write(conversions: Sequence[Conversion]) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_TITLE}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{_TITLE}</h1>"
    if len(conversions) > 1:
        yield "<nav><ul>"
        for number, conversion in enumerate(conversions, 1):
            yield f'<li><a href="#article-{number}">{_text(_title(conversion))}</a></li>'
        yield "</ul></nav>"
    for number, conversion in enumerate(conversions, 1):
        yield from _write_article(conversion, number)
    yield "</main>\n</body>\n</html>"


def _title(conversion: Conversion) -> str:
    return conversion.segmented.title or conversion.segmented.article.source.path


def _text(text: str) -> str:
    # A path that is no UTF-8 comes with lone surrogates, which no page can hold.
    return escape(clean(text).encode("utf-8", "backslashreplace").decode("utf-8"))


def _write_article(conversion: Conversion, number: int) -> Iterator[str]:
    seen = conversion.segmented
    sections = see_sections(seen)
    what, counts = read_overview(conversion)
    positions = {update.id: position for position, update in enumerate(seen.updates, 1)}
    yield f'<article id="article-{number}">\n<h2>{_text(_title(conversion))}</h2>'
    yield f"<p>{_text(what)}<br><strong>{_text(counts)}</strong></p>"
    yield from (f'<p class="warning">Warning: {_text(warning)}</p>' for warning in seen.warnings)
    if conversion.briefings:
        yield '<h3>What comes of it</h3>\n<ol class="briefings">'
        for briefing in conversion.briefings:
            yield from _write_briefing(briefing, number, positions)
        yield "</ol>"
    legend = " ".join(f'<mark class="{kind}">{name}</mark>' for kind, name in kinds_seen(sections))
    yield "<h3>The article, line by line</h3>"
    yield f"<p>Marked: {legend}. Furniture and repeats are grey. What a mark was read as shows when it is pointed at.</p>"
    for section in sections:
        yield from _write_section(section, number, seen.language, positions)
    yield "</article>"


def _write_briefing(briefing: Briefing, number: int, positions: Mapping[str, int]) -> Iterator[str]:
    """A briefing as its reader meets it: its theme, title and summary, then the updates that it is made of."""
    links = ", ".join(f'<a href="#article-{number}-{_text(id_)}">{positions[id_]}</a>' for id_ in briefing.updates)
    lang = f' lang="{_text(briefing.language)}"' if briefing.language else ""
    yield f'<li><span class="theme">{_text(briefing.theme)}</span> <strong{lang}>{_text(briefing.title)}</strong>'
    if briefing.summary:
        yield f"<ul{lang}>{''.join(f'<li>{_text(sentence.text)}</li>' for sentence in briefing.summary)}</ul>"
    noun = "update" if len(briefing.updates) == 1 else "updates"
    yield f'<span class="path">{noun} {links} → {_text(briefing.path)}</span></li>'


def _write_section(section: Section, number: int, language: str | None, positions: Mapping[str, int]) -> Iterator[str]:
    update = section.update
    repeat = update is not None and update.duplicate_of is not None
    if update is None:
        yield '<section class="furniture">\n<h4>Furniture</h4>'
    elif update.duplicate_of is not None:
        kept = f"repeat of update {positions.get(update.duplicate_of, update.duplicate_of)}"
        link = f'<a href="#article-{number}-{_text(update.duplicate_of)}">{_text(kept)}</a>'
        yield f'<section class="repeat" id="article-{number}-{_text(update.id)}">\n<h4>Update {section.position} · {link}</h4>'
        yield "<details><summary>Its lines</summary>"
    else:
        yield f'<section id="article-{number}-{_text(update.id)}">\n<h4>{_write_heading(update, section.position)}</h4>'
    lang = f' lang="{_text(language)}"' if language else ""
    yield from (_write_line(line, lang) for line in section.lines)
    if repeat:
        yield "</details>"
    elif update is not None:
        yield from _write_facts(update)
    yield "</section>"


def _write_heading(update: Update, position: int) -> str:
    themes = [row for row in read_themes(update) if row[0] == update.theme]
    told = "".join(
        f" {score}: {_text(evidence)}" if evidence else " (no words of its own)" for _, score, evidence in themes
    )
    theme = f'<span class="theme">{_text(update.theme or "no theme")}{told}</span>'
    return f'Update {position} · {theme} <span class="id">{_text(update.id)}</span>'


def _write_line(line: SeenLine, lang: str) -> str:
    classes = ("furniture",) if line.furniture else ("headline",) if line.label == "headline" else ()
    label = "" if line.label == "body" else line.label
    text = "".join(map(_write_piece, line.pieces))
    return (
        f'<p class="{" ".join(("row", *classes))}"><span class="number">{line.number}</span> '
        f'<span class="label">{_text(label)}</span> <span class="text"{lang} dir="auto">{text}</span></p>'
    )


def _write_piece(piece: Piece) -> str:
    if not piece.kinds:
        return _text(piece.text)
    names = dict(KINDS)
    told = ", ".join(names[kind] for kind in piece.kinds) + (f": {piece.note}" if piece.note else "")
    return f'<mark class="{" ".join(piece.kinds)}" title="{_text(told)}">{_text(piece.text)}</mark>'


def _write_facts(update: Update) -> Iterator[str]:
    others = [f"{theme} {score}" for theme, score, _ in read_themes(update) if theme != update.theme][:OTHER_THEMES]
    rows = [*read_facts(update), *([("also about", " · ".join(others))] if others else [])]
    if rows:
        yield "<dl>"
        yield from (f"<dt>{_text(label)}</dt><dd>{_text(fact)}</dd>" for label, fact in rows)
        yield "</dl>"
