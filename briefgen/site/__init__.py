"""Briefings become pages. Knows nothing of article formats.

Read pages.py (what pages there are), catalogue.py (what a change touches), contexts.py (what a page shows), render.py (bytes),
changes.py (the one function that a build calls), search.py and publish.py.
"""
