"""Reports: a fit becomes a document of blocks, and the document a PDF."""
