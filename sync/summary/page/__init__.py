"""The page of the summary in its parts: `outline` puts the measures in order, `charts` measures out the drawings, the
markup, `palette.css`, `page.css` and `page.js` lie beside them. `sync.summary.as_html` puts them together.
"""
