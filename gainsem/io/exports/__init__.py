"""Exports of survey tools: recognised by their content, read into one shape.

One module a tool, each with ``recognise(head)``, which is shown the header and the first
rows and returns the kind of export (``""``: not from this tool), and ``read(records, kind)``.
"""
