"""Pages hold what HTML can carry."""

from __future__ import annotations

from pathlib import Path

import msgspec

from briefgen.site import render
from briefgen.site.pages import PageKey
from briefgen.site.render import Renderer, show_controls
from tests.oracle import MemoryLookups
from tests.site.archives import make_briefing, make_site


def test_control_characters_become_a_space_or_a_mark_that_is_seen() -> None:
    assert show_controls("harbour\x0cwall\x00 pier\x1b[31m\x92 \n\t\r «gate»") == (
        "harbour wall\ufffd pier\ufffd[31m\ufffd \n\t\r «gate»"
    )


def test_text_without_control_characters_is_itself() -> None:
    text = "«Tøgrænse» · 12 €\n\u00a0𝛼"
    assert show_controls(text) is text


def test_no_page_holds_a_control_character() -> None:
    renderer = Renderer(MemoryLookups(make_site(), [make_briefing(title="A\x00wall\x08", summary="\x1b]0;x\x07")]))
    page = dict(renderer.render_page(PageKey("home")) or ())["index.html"].decode()
    assert "A\ufffdwall\ufffd" in page
    assert page == show_controls(page)


def test_title_that_turns_the_reading_direction_turns_no_neighbour() -> None:
    briefing = make_briefing(title="Pier \u202esold\u2066 twice", people=("Ada\u202e Lind",), theme="Har\u202bbour")
    renderer = Renderer(MemoryLookups(make_site(), [briefing]))
    page = dict(renderer.render_page(PageKey("home")) or ())["index.html"].decode()
    assert "Pier sold twice" in page
    assert not {"\u202a", "\u202b", "\u202e", "\u2066"} & set(page)


def test_compiled_templates_that_are_kept_give_the_same_pages_also_when_damaged(tmp_path: Path) -> None:
    lookups = MemoryLookups(make_site(), [make_briefing()])
    pages = [Renderer(lookups).render_page(PageKey("home"))]
    for damage in (None, b"", b"no such thing"):
        if damage is not None:
            for file in tmp_path.iterdir():
                file.write_bytes(damage)
        render._kept_environment.cache_clear()
        pages.append(Renderer(lookups, compiled=tmp_path).render_page(PageKey("home")))
    assert list(tmp_path.iterdir())
    assert all(page == pages[0] for page in pages)


def test_parts_of_another_site_are_not_kept() -> None:
    for name in ("One", "Two"):
        site = msgspec.structs.replace(make_site(), name=name)
        page = dict(Renderer(MemoryLookups(site, [])).render_page(PageKey("home")) or ())["index.html"].decode()
        assert f'<p class="name"><a href="./" aria-current="page">{name}</a></p>' in page
