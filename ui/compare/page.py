"""As-is against to-be: which two maps, both of them in one frame, and what the change comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap import units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.numerals import in_use
from ui.background import Job
from ui.canvas.marks import ORIGINS
from ui.compare.heads import Counted, Heading
from ui.compare.maps import TwoMaps
from ui.compare.summary import Summary
from ui.look.lettering import RIGHT
from ui.look.theme import Appearance
from ui.panels.comparison import NARROW, ComparisonTables, counts
from ui.panels.figures import arrow, value_text
from ui.panels.refresh import Refresh
from ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from mopsmap.analysis.contributions import Contributions
    from ui.main_window import MainWindow

NO_TO_BE = _("Create a to-be map from this as-is")
LEAD_TIME = "lead_time_expected"
AT_ONCE = 300
"""Up to so many steps in both maps, which change gives how much is known within a frame or two."""


def make_page(window: MainWindow) -> ComparePage:
    """The page of a window."""
    page = ComparePage(window.session, window.appearance)
    page.step_activated.connect(window.show_step)
    page.create_to_be.connect(window.keeping.new_to_be)
    critical = window.actions_by_name["critical_path"]
    critical.toggled.connect(page.maps.show_critical)
    page.maps.show_critical(critical.isChecked())
    window.views.addWidget(page)
    return page


BESIDE = "compare/beside"
"""The setting that has one map beside the other."""


class ComparePage(QWidget):
    """As-is against to-be, or any two maps of the project."""

    step_activated = Signal(str)
    create_to_be = Signal()

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._picked: tuple[str, str] | None = None
        self._found: tuple[tuple[Any, ...], dict[str, Any]] | None = None
        self._job: Job | None = None
        self.setObjectName("panel")
        self.before, self.after = QComboBox(), QComboBox()
        self.before.setAccessibleName(_("Compare"))
        self.after.setAccessibleName(_("with"))
        self.counts = QLabel()
        self.counts.setProperty("tone", "tertiary")
        self.counts.setAlignment(RIGHT)
        self.maps = TwoMaps(session, appearance)
        self.summary = Summary(appearance)
        self.tables = ComparisonTables(appearance)
        self.as_table = QPushButton(_("Show as table"))
        self.as_table.setCheckable(True)
        self.create_button = QPushButton(_("Create to-be map"))
        self._pages = QStackedWidget()
        for page in (self._with_summary(), self.tables):
            self._pages.addWidget(page)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._comparing())
        self._stack.addWidget(self._inviting())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._connect()
        self._refresh = Refresh(
            self, self._show, session.analyzed, session.project_changed, appearance.changed
        )

    def _connect(self) -> None:
        self.before.activated.connect(self._pick)
        self.after.activated.connect(self._pick)
        self.create_button.clicked.connect(self.create_to_be)
        self.as_table.toggled.connect(self._turn)
        self.tables.chosen.connect(self._select)
        self.tables.opened.connect(self.step_activated)
        self.maps.opened.connect(self._open)
        self.summary.chosen.connect(self.maps.choose)

    def _with_summary(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.maps, 1)
        column.addWidget(self.summary)
        return page

    def _comparing(self) -> QWidget:
        page = QWidget()
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 6)
        head.setSpacing(8)
        for combo in (self.before, self.after):
            combo.setMinimumWidth(132)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        middle = QLabel(_("with"))
        middle.setProperty("tone", "tertiary")
        for part in (self.before, middle, self.after):
            head.addWidget(part)
        head.addSpacing(8)
        self._ways_box = self._ways()
        head.addWidget(self._ways_box)
        head.addStretch(1)
        head.addWidget(self.counts)
        head.addWidget(self.as_table)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._pages, 1)
        return page

    def _ways(self) -> QWidget:
        """One map above the other, or beside it."""
        box = QFrame()
        box.setObjectName("segments")
        row = QHBoxLayout(box)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self._way = QButtonGroup(self)
        beside = bool(QSettings().value(BESIDE, False, type=bool))
        self.maps.stack(not beside)
        for number, text in enumerate((_("Stacked"), _("Side by side"))):
            button = QToolButton()
            button.setObjectName("segment")
            button.setText(text)
            button.setCheckable(True)
            button.setChecked(beside == bool(number))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._way.addButton(button, number)
            row.addWidget(button)
        self._way.idToggled.connect(lambda number, on: self._lay(bool(number)) if on else None)
        return box

    def _lay(self, beside: bool) -> None:
        """Put one map beside the other or above it, from now on."""
        self.maps.stack(not beside)
        QSettings().setValue(BESIDE, beside)

    def side_by_side(self) -> None:
        """Put one map beside the other."""
        self._way.button(1).click()

    def _inviting(self) -> QWidget:
        page = QWidget()
        text = QLabel(NO_TO_BE)
        text.setProperty("tone", "empty")
        box = QVBoxLayout(page)
        box.addStretch(1)
        box.addWidget(text, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.create_button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        return page

    def sizeHint(self) -> QSize:
        """Room for both maps."""
        return QSize(960, 300)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while it was hidden is shown now."""
        self._refresh.catch_up()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, what the maps say themselves goes first."""
        super().resizeEvent(event)
        self.summary.fit(self.size())
        self.counts.setVisible(self.width() >= NARROW and self.as_table.isChecked())

    def _turn(self, tables: bool) -> None:
        self._pages.setCurrentIndex(1 if tables else 0)
        self.as_table.setText(_("Show the maps") if tables else _("Show as table"))
        self._ways_box.setVisible(not tables)
        self.counts.setVisible(self.width() >= NARROW and tables)

    @property
    def pair(self) -> tuple[str, str] | None:
        """Ids of the two maps compared, or None where there is only one."""
        session, maps = self._session, self._session.project.map_by_id
        if self._picked is not None and all(i in maps for i in self._picked):
            return self._picked
        base = session.compared_with()
        if base is not None and base != session.map_id:
            return base, session.map_id
        made = next((m.id for m in maps.values() if m.based_on == session.map_id), None)
        other = session.project.first_map("to_be")
        made = made or (other.id if other is not None else None)
        if made is None or made == session.map_id:
            return None
        return session.map_id, made

    @property
    def found(self) -> dict[str, Any] | None:
        """The comparison shown."""
        return self._found[1] if self._found else None

    def _pick(self, _at: int) -> None:
        self._picked = (self.before.currentData(), self.after.currentData())
        self._show()

    def _show(self) -> None:
        project, pair = self._session.project, self.pair
        self._stack.setCurrentIndex(1 if pair is None else 0)
        if pair is None:
            self._found = None
            return
        self._fill_combos(pair)
        self.maps.show_maps(*pair)
        self._show_figures(pair)
        found = self.found
        names = [project.map_by_id[i].name or _("No name") for i in pair]
        headings = (
            [Heading(name) for name in names]
            if found is None
            else _headings(found, names, self._session)
        )
        linked = Counted("link", _("Scroll and zoom linked"))
        legends = (linked,), legend_of(found) if found is not None else ()
        for head, heading, legend in zip(self.maps.heads, headings, legends, strict=True):
            head.show_words(heading, legend)

    def _show_figures(self, pair: tuple[str, str]) -> None:
        project = self._session.project
        maps = tuple(project.map_by_id[i] for i in pair)
        analyzed = self._session.analysis_of(pair[1]) or self._session.analysis
        setting = (project.calendar, project.distribution, project.currency, project.item)
        # its metrics say what each figure is
        inputs = (*maps, *setting, in_use(), analyzed is not None)
        if self._found is not None and self._found[0] == inputs:
            return
        from mopsmap.analysis import compare

        self._found = (inputs, compare(project, *pair))
        found = self._found[1]
        self.summary.show_figures(found, project, analyzed)
        self.tables.show_comparison(found, project, analyzed)
        self._show_changes(pair)
        self.counts.setText(counts(found))

    def _show_changes(self, pair: tuple[str, str]) -> None:
        """Which change gives how much, made in a thread where the maps are large."""
        from mopsmap.analysis import analyze
        from mopsmap.analysis.contributions import contributions

        project = self._session.project
        steps = sum(len(project.map_by_id[i].steps) for i in pair)

        def work() -> Generator[float, None, Contributions | None]:
            yield 0.0
            return contributions(*(analyze(project, map_id) for map_id in pair))

        if self._job is not None:
            self._job.cancel()
            self._job = None
        if steps <= AT_ONCE:
            self._show_bars(contributions(*(analyze(project, map_id) for map_id in pair)))
            return
        self._job = job = Job(work, self)

        def show(found: Contributions | None) -> None:
            if self._job is job:
                self._job = None
                self._show_bars(found)

        job.succeeded.connect(show)
        job.start()

    def _show_bars(self, changes: Contributions | None) -> None:
        """The same in the table."""
        pair, found, project = self.pair, self.found, self._session.project
        if pair is not None and found is not None:
            self.summary.show_changes(changes, project, pair)
            self.tables.show_changes(found, project, self.summary.rows(found, project))

    def _fill_combos(self, pair: tuple[str, str]) -> None:
        names = [(one.name or _("No name"), one.id) for one in self._session.project.maps]
        for combo, chosen in zip((self.before, self.after), pair, strict=True):
            now = [(combo.itemText(i), combo.itemData(i)) for i in range(combo.count())]
            if now != names:
                combo.clear()
                for name, map_id in names:
                    combo.addItem(name, map_id)
            combo.setCurrentIndex(combo.findData(chosen))

    def _select(self, step: str) -> None:
        session = self._session
        if step not in session.map.step_by_id and self.pair is not None:
            home = next(i for i in self.pair if step in session.project.map_by_id[i].step_by_id)
            session.show_map(home)
        session.select([step])

    def _open(self, step: str) -> None:
        self._select(step)
        self.step_activated.emit(step)


def _headings(found: Mapping[str, Any], names: list[str], session: Session) -> list[Heading]:
    """Name and lead time of both maps, and how it changed."""
    entry = next((m for m in found["metrics"] if m["name"] == LEAD_TIME), None)
    if entry is None:
        return [Heading(name) for name in names]
    said = _("Lead time {time}")
    times = [value_text(entry[end], "days", session.project) for end in ("from", "to")]
    share, tone = entry["change_percent"], "text.secondary"
    if entry["better"] is not None:
        tone = "positive.text" if entry["better"] else "negative.text"
    change = f"{arrow(share)} {units.format_percent(abs(share) / 100)}" if share else ""
    first, second = (said.format(time=time) for time in times)
    return [Heading(names[0], first), Heading(names[1], second, change, tone)]


def legend_of(found: Mapping[str, Any]) -> tuple[Counted, ...]:
    """What the marks of the later map mean, and how many cards have them."""
    sizes = {kind: len(steps) for kind, steps in found["steps"].items()}
    entries = (
        ("ghost", "removed", counted(sizes["removed"], "{n} removed", "{n} removed")),
        ("new", "added", counted(sizes["added"], "{n} added", "{n} added")),
        ("chip", "changed", counted(sizes["changed"], "{n} changed", "{n} changed")),
        (ORIGINS["merged"], "merged", counted(sizes["merged"], "{n} merged", "{n} merged")),
        (ORIGINS["split"], "split", counted(sizes["split"], "{n} split", "{n} split")),
    )
    always = ("removed", "added", "changed")
    return tuple(Counted(mark, text) for mark, k, text in entries if sizes[k] or k in always)
