"""A build, from the content folders to the published site: read as a list of steps in `_Build.run`.

Decides nothing about articles or pages: `convert` and `site` do. Here stands the order of things, what is kept in the state
between two builds, and the gates before the exchange.
"""

from briefgen.build.project import BuildOptions, ConvertReport, Listener, build_project, convert_project
from briefgen.build.report import BuildReport, Problem

__all__ = ["BuildOptions", "BuildReport", "ConvertReport", "Listener", "Problem", "build_project", "convert_project"]
