"""The Markdown briefing: read, written, merged with a person's edits. The one meeting point of convert and site.

marks.py (the body), front_matter.py (the YAML) and records.py (what was written) know the format; reading.py gives the value;
merge.py with merge_body.py, merge_fields.py and pairing.py meets today's briefing with the file; plan.py does so for all
files of an article. The format for users: docs/briefing-file.md.
"""

from briefgen.briefing_file.conflicts import Conflict
from briefgen.briefing_file.merge import MergedFile, merge_briefing
from briefgen.briefing_file.plan import FileChange, Origin, Plan, find_renamed, permalink_of, plan_files, read_origin
from briefgen.briefing_file.reading import read_briefing_file

__all__ = [
    "Conflict",
    "FileChange",
    "MergedFile",
    "Origin",
    "Plan",
    "find_renamed",
    "merge_briefing",
    "permalink_of",
    "plan_files",
    "read_briefing_file",
    "read_origin",
]
