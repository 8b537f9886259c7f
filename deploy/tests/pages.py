"""The Markdown pages of the repository: their fenced blocks, words in backticks, links and headings."""

from __future__ import annotations

import re
import shlex
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from programs import REPOSITORY

NOT_PAGES = {".git", "target", "runs", ".venv", "node_modules"}
FENCE = re.compile(r"^ *```(.*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block. The words after its language say how the check treats it, such as no-test="takes hours"."""

    page: Path
    line: int
    language: str
    options: dict[str, str]
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(REPOSITORY)}:{self.line}"


def pages() -> list[Path]:
    found = [page for page in REPOSITORY.rglob("*.md") if not NOT_PAGES & set(page.relative_to(REPOSITORY).parts)]
    assert len(found) > 5, f"only {found}"
    return sorted(found)


def blocks(page: Path) -> list[Block]:
    found, opened = [], None
    for number, line in enumerate(page.read_text().splitlines(), 1):
        fence = FENCE.match(line)
        if fence is None:
            if opened:
                opened[3].append(line)
        elif opened is None:
            words = shlex.split(fence[1])
            options = dict(word.split("=", 1) if "=" in word else (word, "") for word in words[1:])
            opened = (number, words[0] if words else "", options, [])
        else:
            first, language, options, lines = opened
            found.append(Block(page, first, language, options, "\n".join(lines) + "\n"))
            opened = None
    assert opened is None, f"{page}: the block of line {opened[0]} does not end"
    return found


def prose(page: Path) -> str:
    """Returns the text outside the fenced blocks."""
    kept, inside = [], False
    for line in page.read_text().splitlines():
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def codes(page: Path) -> list[str]:
    """Returns what is in backticks outside the fenced blocks, line breaks as blanks."""
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose(page))]


def commands(text: str) -> list[str]:
    """Returns the command lines of a sh block, comments left out and continued lines joined."""
    lines = [re.sub(r"(^|\s)#.*$", "", line).strip() for line in text.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line]


def links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(page))


def anchors(page: Path) -> set[str]:
    """Returns the anchors that GitHub gives the headings."""
    return {_anchor(heading) for heading in re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)}


def _anchor(heading: str) -> str:
    kept = (c for c in heading.lower() if c in "-_ " or unicodedata.category(c)[0] in "LN")
    return "".join(kept).strip().replace(" ", "-")
