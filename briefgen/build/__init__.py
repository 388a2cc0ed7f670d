"""A build, from the content folders to the published site: read project.py first, a list of steps.

Decides nothing about articles or pages: `convert` and `site` do. Here stands the order of things, what is kept in the state
between two builds, and the gates before the exchange. Imports nothing, so that `inspect` loads no site.
"""
