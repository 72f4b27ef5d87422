"""`python -m tests.pages.reference`: writes the references anew."""

from tests.pages.reference import references

for path, text in references().items():
    path.write_text(text, encoding="utf-8")
