"""`python -m bench quality|publishing|labels [OPTIONS]`: one JSON line a run; the quality also as a table.

Without a word: quality and publishing.
"""

from __future__ import annotations

import sys

from bench import labels, publishing, quality


def main(words: list[str]) -> int:
    """Exit status of the run named first."""
    match words:
        case []:
            return quality.main([]) or publishing.main([])
        case ["quality", *rest]:
            return quality.main(rest)
        case ["publishing", *rest]:
            return publishing.main(rest)
        case ["labels", *rest]:
            return labels.main(rest)
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
