"""Where in the description a piece came from: a list of [start, end] in code points of the spec's description.

It is no part of a version's content: a version with the same words from another place is the same version.
"""

SOURCES_HELP = "Places in the description: a list of [start, end], in code points."
