"""Everything that can go wrong and is no bug, in one family.

BriefgenError                    exit 1
├── UsageError                   exit 2   a wrong argument
├── ConfigError                  exit 2   pyproject.toml, briefgen.toml, themes.toml, a template
├── ArticleError                 exit 0   one article: quarantined, the rest goes on (1 with --strict)
│   ├── LimitExceeded                     too large, too deep, too slow
│   ├── UnreadableArticle                 not the format it claims, or one that is not read yet
│   └── WorkerKilled                      its worker died or hung, twice
├── BriefingFileError            exit 0   front matter that an edit broke (1 with --strict)
├── GateRefused                  exit 3   the new site is not trusted; the old one stays
├── WorkersFailed                exit 1   no worker process can be started
└── PublishError                 exit 1   disk full, no permission; the old site stays

A message answers: which file, which line, what was expected, what was found, how to mend it.
"""

from __future__ import annotations


class BriefgenError(Exception):
    """The root. All state goes through `args`, so that an error crosses processes whole."""

    exit_status = 1

    def __init__(
        self,
        expected: str,
        path: str | None = None,
        line: int | None = None,
        key: str | None = None,
        found: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(expected, path, line, key, found, remedy)
        self.expected = expected
        self.path = path
        self.line = line
        self.key = key
        self.found = found
        self.remedy = remedy

    @property
    def message(self) -> str:
        """What was expected, found, and how to mend it, without the place."""
        text = f"{self.key}: {self.expected}" if self.key else self.expected
        if self.found is not None:
            text += f", found {self.found}"
        text = text if text.endswith((".", "!", "?")) else text + "."
        return f"{text} {self.remedy}" if self.remedy else text

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class UsageError(BriefgenError):
    exit_status = 2


class ConfigError(BriefgenError):
    """`problems` of one file, all at once, each a full message."""

    exit_status = 2


class ArticleError(BriefgenError):
    exit_status = 0


class LimitExceeded(ArticleError):
    pass


class UnreadableArticle(ArticleError):
    pass


class WorkerKilled(ArticleError):
    pass


class BriefingFileError(BriefgenError):
    exit_status = 0


class GateRefused(BriefgenError):
    exit_status = 3


class WorkersFailed(BriefgenError):
    exit_status = 1


class PublishError(BriefgenError):
    exit_status = 1
