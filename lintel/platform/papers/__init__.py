"""Papers: PDF and pictures set by typst from templates and plain data. See ``papers.rendering``."""
