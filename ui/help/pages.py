"""Pages of help inside the program: a first guide, how to read a map, what each number means."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from ui.commands.actions import COMMANDS
from ui.commands.command import keys_shown
from ui.look.theme import Appearance, Theme, font
from ui.session import Session
from ui.shared import shared_folder

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, Metric

SIZE = QSize(980, 740)
TOPICS_WIDTH = 264
LINE_HEIGHT, HEAD_HEIGHT = 136.0, 115.0
"""Percent of the font's own: pages are read, not glanced at."""
SIZES = {1: 22, 2: 16, 3: 14}
"""Pixels of a heading by its level."""
BODY = 14


class HelpPages(QDialog):
    """The pages beside their list, in a window that one can work next to."""

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._appearance = appearance
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help"))
        self.setModal(False)
        self._makers: dict[str, tuple[str, Callable[[], str]]] = {
            "guide": (_("First value stream in 15 minutes"), lambda: page_text("guide")),
            "reading": (_("How to read a map"), lambda: page_text("reading")),
            "capture": (_("What a captured line can say"), lambda: page_text("capture")),
            "numbers": (_("What the numbers mean"), lambda: numbers_text(session)),
        }
        self.topics = QListWidget()
        self.topics.setAccessibleName(_("Topics"))
        self.topics.setFrameShape(QFrame.Shape.NoFrame)
        self.topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.topics.addItems([title for title, _make in self._makers.values()])
        for number in range(self.topics.count()):
            self.topics.item(number).setSizeHint(QSize(TOPICS_WIDTH - 40, 34))
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("Find on this page"))
        self.words.setAccessibleName(_("Find on this page"))
        self.words.setClearButtonEnabled(True)
        self.page = QTextBrowser()
        self.page.setAccessibleName(_("Help"))
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setOpenLinks(False)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = QWidget()
        side.setFixedWidth(TOPICS_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 16, 8, 12)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.topics, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self.page, 1)
        self.topics.currentRowChanged.connect(self._show)
        self.words.textChanged.connect(self._find_first)
        self.words.returnPressed.connect(self._find_next)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.words.setFocus)
        appearance.changed.connect(self._restyle)
        self.resize(SIZE.boundedTo(self.screen().availableGeometry().size()))

    def show_topic(self, key: str) -> None:
        """Show a page by its key: "guide", "reading", "capture" or "numbers"."""
        self._restyle()
        self.topics.setCurrentRow([*self._makers].index(key))
        self.topics.setFocus()

    def _show(self, number: int) -> None:
        if number < 0:
            return
        _title, make = [*self._makers.values()][number]
        document = QTextDocument(self.page)
        document.setDefaultFont(font("body", BODY / 13))
        document.setMarkdown(make())
        document.setDocumentMargin(36)
        document.setIndentWidth(18)
        set_type(document, self._appearance.theme)
        self.page.setDocument(document)
        self._find_first(self.words.text())

    def _find_first(self, text: str) -> None:
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        if text:
            self.page.find(text)

    def _find_next(self) -> None:
        if not self.page.find(self.words.text()):
            self._find_first(self.words.text())

    def _restyle(self) -> None:
        theme = self._appearance.theme
        ground, side = theme.value("surface.panel"), theme.value("surface.panelAlt")
        self.page.setStyleSheet(f"QTextBrowser {{ background: {ground}; border: none; }}")
        line = theme.value("border.default")
        self.setStyleSheet(
            f"HelpPages {{ background: {side}; }} QListWidget {{ background: {side}; }}"
            f"HelpPages > QTextBrowser {{ border-left: 1px solid {line}; }}"
            f"QListWidget::item {{ border-radius: 6px; padding: 4px 8px; }}"
        )
        self._show(self.topics.currentRow())


def page_text(name: str) -> str:
    """A page as Markdown; names of commands in braces become their keys."""
    folder = shared_folder("resources")
    # Translators: the code of your language, such as "de": pages of help are looked for in the
    # folder of that name in resources/help.
    own = folder / "help" / _("en") / f"{name}.md"
    places = (own, folder / "help" / f"{name}.md", folder.parent / "docs" / f"{name}.md")
    text = next(place for place in places if place.is_file()).read_text(encoding="utf-8")
    text = re.sub(r"```flows\n.*?```\n", "", text, flags=re.DOTALL)  # what a test compares with
    keys = {command.name: next(iter(keys_shown(command)), "") for command in COMMANDS}
    return re.sub(r"\{(\w+)\}", lambda found: f"**{keys[found[1]]}**", text)


def numbers_text(session: Session) -> str:
    """Every figure with its one definition, as Markdown, in the words of the analyses."""
    from mopsmap.analysis import analyze
    from ui.panels.key_figures import METRICS

    project = session.project
    found: Analyzed = session.analysis or analyze(session.project, session.map_id)
    known = {metric.key: metric for result in found.ready for metric in result.metrics}

    def said(metric: Metric) -> str:
        definition = project.per_item(metric.definition).rstrip(".")
        return f"**{_plain(project.per_item(metric.label))}**\n\n{_plain(definition)}."

    top = [said(known[key]) for key in METRICS.values() if key in known]
    parts = [f"# {_('What the numbers mean')}", _INTRODUCTION]
    parts += [f"## {_('The six figures at the top')}", *top]
    for result in found.ready:
        if result.metrics:
            parts += [f"## {_plain(result.title)}", *map(said, result.metrics)]
    return "\n\n".join(parts)


_INTRODUCTION = _(
    "Each figure has one definition, the same on the map, in the panels, in the workbook and on "
    "the command line. Executions are how often an item goes through a step on average, rework "
    "included. Click a figure at the top of the window to see what it is computed from."
)


def _plain(text: str) -> str:
    """A text in which Markdown finds no marks."""
    return re.sub(r"([\\`*_<>#|\[\]+-])", r"\\\1", text)


def set_type(document: QTextDocument, theme: Theme) -> None:
    """Give headings, paragraphs and lists of a page their sizes, distances and colors."""
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_table(frame, theme)
    block = document.begin()
    while block.isValid():
        _set_block(block, theme)
        block = block.next()


def _set_table(table: QTextTable, theme: Theme) -> None:
    shape = table.format()
    shape.setBorderCollapse(True)
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(theme.color("border.subtle"))
    shape.setCellPadding(5)
    shape.setCellSpacing(0)
    shape.setTopMargin(8)
    shape.setBottomMargin(14)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
    for column in range(table.columns()):
        head = table.cellAt(0, column)
        ground = head.format()
        ground.setBackground(theme.color("surface.panelAlt"))
        head.setFormat(ground)


def _set_block(block: QTextBlock, theme: Theme) -> None:
    level = block.blockFormat().headingLevel()
    named = not level and all(part.charFormat().fontWeight() >= 600 for part in _parts(block))
    shape = QTextBlockFormat()
    kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    shape.setLineHeight(HEAD_HEIGHT if level else LINE_HEIGHT, kind)
    listed = block.textList() is not None
    celled = QTextCursor(block).currentTable() is not None
    after_list = block.previous().textList() is not None and not listed
    shape.setNonBreakableLines(False)
    shape.setTopMargin(
        {1: 0, 2: 20, 3: 12}.get(level, 6 if (named and not celled) or after_list else 0)
    )
    below = 0 if named or celled else 4 if listed else 10
    shape.setBottomMargin({1: 12, 2: 8, 3: 4}.get(level, below))
    QTextCursor(block).mergeBlockFormat(shape)
    size = SIZES.get(level, BODY)
    for part in _parts(block):
        strong = level or part.charFormat().fontWeight() >= 600
        words = QTextCharFormat()
        words.setFontFamilies([font("body").family()])
        words.setProperty(QTextCharFormat.Property.FontPixelSize, size)
        words.setFontWeight(600 if strong else 500 if part.charFormat().fontFixedPitch() else 400)
        words.setFontFixedPitch(False)
        words.setForeground(theme.color("text.primary"))
        cursor = QTextCursor(block)
        cursor.setPosition(part.position())
        cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(words)


def _parts(block: QTextBlock) -> list[QTextFragment]:
    """The pieces of a block with one look each."""
    found, at = [], block.begin()
    while not at.atEnd():
        found.append(at.fragment())
        at += 1
    return found
