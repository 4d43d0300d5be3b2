"""`python -m sim.document`: bring the generated tables in docs up to date."""

from sim.document.pages import DOCS, pages, stale

for path, text in stale().items():
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path.relative_to(DOCS.parent)}")
print(f"{len(pages())} documents are up to date")
