"""briefgen: news articles and live blogs become Markdown briefings by theme, and these a static, searchable site.

Read first: model.py, convert/__init__.py, briefing_file.py, build.py. No module imports this package by its bare name.
"""

__version__ = "0.1.0"
