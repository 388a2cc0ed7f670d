"""The catalogue's tables. Change `VERSION` with any of them, or with the meaning of a record: old files are then dropped.

- `briefings`, `bodies`: every briefing file; `url_key` is NULL for drafts and withdrawn ones, which make no page
- `members`: the lists that published briefings stand in, ordered by `sort`, the oldest first; `lists`: their sizes
- `names`: the forms under which a list's name was written, with their number of briefings
- `claims`: who would like a slug; the first path gets it, the others a suffix
- `articles`, `own_pages`, `files`: the other sources of pages; `site`: the configuration, one row
- `pages`: the published files with their hashes; `dirty`: pages to be looked at by the next build, and why
"""

from __future__ import annotations

VERSION = 5

SCHEMA = """
CREATE TABLE site (id INTEGER PRIMARY KEY CHECK (id = 1), record BLOB NOT NULL);
CREATE TABLE briefings (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, url_key TEXT UNIQUE, sort TEXT NOT NULL,
  theme TEXT NOT NULL, theme_written TEXT NOT NULL, source_path TEXT NOT NULL, card BLOB NOT NULL, lines BLOB NOT NULL
);
CREATE INDEX briefings_by_source ON briefings (source_path, path) WHERE source_path != '';
CREATE INDEX briefings_by_theme_written ON briefings (theme_written);
CREATE INDEX briefings_by_theme ON briefings (theme);
CREATE TABLE bodies (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE members (list TEXT NOT NULL, sort TEXT NOT NULL, briefing INTEGER NOT NULL, PRIMARY KEY (list, sort))
  WITHOUT ROWID;
CREATE INDEX members_by_briefing ON members (briefing);
CREATE TABLE lists (list TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE names (list TEXT NOT NULL, name TEXT NOT NULL, uses INTEGER NOT NULL, PRIMARY KEY (list, name)) WITHOUT ROWID;
CREATE TABLE claims (space TEXT NOT NULL, slug TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (space, slug, path))
  WITHOUT ROWID;
CREATE TABLE articles (path TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE own_pages (slug TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE files (kind TEXT NOT NULL, key TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL,
  PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE pages (path TEXT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX pages_by_key ON pages (kind, key);
CREATE TABLE dirty (kind TEXT NOT NULL, key TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID
"""
