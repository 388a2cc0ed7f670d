"""What `init` writes: a project folder that builds at once. Nothing that is there already is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

from briefgen.config import shipped
from briefgen.errors import PublishError

_PYPROJECT = """\
# A briefgen project. All keys: docs/configuration.md of briefgen.
[tool.briefgen]
site_name = "My briefings"
language = "en"
timezone = "UTC"
# The address of the published site: without it, canonical links and sitemaps are left out.
# site_url = "https://news.example.org"

# "full": the passages whole. "extract": summary, quotations, figures and links only; for articles that you may not republish.
text = "full"

# [tool.briefgen.publishers."The Example Post"]
# text = "extract"
"""
_GITIGNORE = "/.briefgen/\n/output/\n"
_FOLDERS = ("content/articles", "content/pages", "content/static")


def make_project(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paths made and the paths left as they were, relative to the folder. Raises PublishError where it can't be written."""
    made: list[str] = []
    kept: list[str] = []
    try:
        for relative, source in _plan():
            target = folder / relative
            if target.exists():
                kept.append(relative)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(source, Path):
                shutil.copyfile(source, target)
            else:
                target.write_text(source, encoding="utf-8")
            made.append(relative)
    except OSError as error:
        raise PublishError("expected a folder that can be written", folder.as_posix(), found=error.strerror) from error
    return tuple(made), tuple(kept)


def _plan() -> list[tuple[str, Path | str]]:
    plan: list[tuple[str, Path | str]] = [("pyproject.toml", _PYPROJECT), (".gitignore", _GITIGNORE)]
    plan.append(("content/themes.toml", shipped("content/themes.toml")))
    for folder in _FOLDERS:
        source = shipped(folder)
        for file in sorted(source.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                plan.append((f"{folder}/{file.relative_to(source).as_posix()}", file))
    return plan
