"""Makes the site of the documents: `python -m tests.pages.site build/site`.

Each language is a site of its own, so that search, navigation and the words of the theme are in it; a page is at the
same address in both. The pages stand where they are read as files, too, and nothing in them is written for the site.
"""
