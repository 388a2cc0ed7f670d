"""The gates before the exchange: what makes a new site untrustworthy, so that the old one stays until somebody says --accept."""

from __future__ import annotations

QUARANTINE_SHARE = 0.05
QUARANTINE_FLOOR = 5
SHRINK_SHARE = 0.2
SHRINK_FLOOR = 20
EMPTIED_FLOOR = 5


def check_quarantine(quarantined: int, articles: int) -> str | None:
    """Why so many articles set aside are too many: more than 5 %, and at least 5."""
    if quarantined >= QUARANTINE_FLOOR and quarantined > QUARANTINE_SHARE * articles:
        return (
            f"{quarantined} of {articles} articles could not be read (at most 5 % pass). "
            "See: briefgen report. Mend them, or publish without them: briefgen build --accept"
        )
    return None


def check_shrinking(gone: int, before: int) -> str | None:
    """Why a site that lost so many pages whose source is still there is not trusted: more than 20 %, and at least 20."""
    if gone >= SHRINK_FLOOR and gone > SHRINK_SHARE * before:
        return (
            f"{gone} of {before} briefings would vanish although their source is still there (at most 20 % pass). "
            "See: briefgen report. If that is right: briefgen build --accept"
        )
    return None


def check_emptied(gone: int, articles: int) -> str | None:
    """Why a project all of whose articles are gone, at least 5, is not trusted: the disk that holds them may not be mounted."""
    if gone >= EMPTIED_FLOOR and not articles:
        return (
            f"all {gone} articles are gone, and their briefings would go with them. "
            "Put them back; or, if that is right: briefgen build --accept"
        )
    return None


def check_rendered(planned: int, rendered: int) -> str | None:
    """Why a build that rendered fewer pages than it planned is not trusted."""
    if rendered < planned:
        return f"{planned - rendered} of {planned} planned pages could not be rendered. See the messages above."
    return None
