"""What the documentation site has beyond its pages: what their code prints and draws, and links that leave `docs/`."""

import re
import tempfile
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from page_code import blocks_of, run_page, with_output

ROOT = Path(__file__).parent.parent

_printed: dict[str, list[str]] = {}
"""What the code of each page printed, by the page's path."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Run the code of all pages, and add the figures that it draws to the site."""
    for page in list(files.documentation_pages()):
        markdown = page.content_string
        if not blocks_of(markdown, "python", "sql"):
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "data").symlink_to(ROOT / "data")
            _printed[page.src_uri] = run_page(markdown, folder)
            for figure in sorted(folder.glob("*.svg")):
                files.append(File.generated(config, f"figures/{figure.name}", content=figure.read_bytes()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Show what code printed; lead links out of `docs/` to the repository, or name the file while it has no address."""

    def outside(link: re.Match[str]) -> str:
        label, target = link.groups()
        return f"[{label}]({config.repo_url}/blob/main/{target})" if config.repo_url else f"{label} (`{target}`)"

    markdown = with_output(markdown, _printed.get(page.file.src_uri, []))
    return re.sub(r"\[([^\]]+)\]\(\.\./([^)]+)\)", outside, markdown)
