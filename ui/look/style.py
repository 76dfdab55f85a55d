"""The style sheet of the window, made from the theme's tokens."""

from __future__ import annotations

from ui.look.theme import Theme
from ui.shared import shared_folder

_SHEET = """
* {{ font-family: "Inter", "Segoe UI", "SF Pro Text", "Noto Sans", sans-serif; font-size: 13px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QMainWindow, QDialog {{ background: {surface.panel}; color: {text.primary}; }}
QMainWindow::separator {{ background: {border.default}; width: 1px; height: 1px; }}
QWidget#panel, QScrollArea#panel, QScrollArea#panel > QWidget > QWidget {{
  background: {surface.panel}; border: none; }}
QLabel {{ color: {text.primary}; background: transparent; }}
QLabel[tone="secondary"] {{ color: {text.secondary}; }}
QLabel[tone="tertiary"] {{ color: {text.tertiary}; font-size: 12px; font-weight: 500; }}
QLabel[tone="section"] {{ font-size: 12px; font-weight: 600; }}
QLabel[tone="title"] {{ font-size: 16px; font-weight: 600; }}
QLabel[tone="key"] {{ color: {text.secondary}; background: {surface.panelAlt};
  border: 1px solid {border.default}; border-radius: 4px; padding: 0 5px; font-size: 11px;
  font-weight: 500; }}
QLabel[tone="empty"] {{ color: {text.tertiary}; padding: 16px; }}
QLabel[tone="alarm"] {{ color: {alarm.text}; background: {alarm.soft}; border-radius: 6px;
  padding: 8px; }}
QMenuBar {{ background: {surface.panel}; color: {text.primary}; padding: 4px 6px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {surface.hover}; }}
QMenu {{ background: {surface.panel}; color: {text.primary};
  border: 1px solid {border.default}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 14px; border-radius: 4px; }}
QMenu::item:selected {{ background: {surface.selected}; }}
QMenu::item:disabled {{ color: {text.disabled}; }}
QMenu::separator {{ height: 1px; background: {border.subtle}; margin: 4px 0; }}
QMenu::icon {{ left: 6px; padding: 2px; border: 1px solid transparent; border-radius: 4px; }}
QMenu::icon:checked {{ background: {accent.soft}; border-color: {accent.base}; }}
QToolBar {{ background: {surface.panel}; border: none; border-bottom: 1px solid {border.default};
  padding: 0 8px; spacing: 4px; }}
QToolBar::separator {{ background: {border.default}; width: 1px; margin: 10px 8px; }}
QToolButton {{ background: transparent; color: {text.primary}; border: 1px solid transparent;
  border-radius: 6px; padding: 4px 7px; font-weight: 500; }}
QToolButton:hover {{ background: {surface.hover}; }}
QToolButton:pressed {{ background: {surface.pressed}; }}
QToolButton:checked, QToolButton[laid="true"] {{ background: {accent.soft}; color: {accent.base};
  border-color: {border.chosen}; }}
QToolButton[kind="outlined"] {{ border-color: {border.strong}; }}
QToolButton:focus {{ border: 2px solid {border.focus}; padding: 3px 6px; }}
QToolButton:disabled {{ color: {text.disabled}; }}
QToolButton#arrow {{ padding: 4px 0; }}
QToolButton[worded="true"] {{ padding: 4px 4px 4px 10px; }}
QToolButton#arrow:focus {{ padding: 3px 0; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton#overlay[worded="true"] {{ padding-right: 20px; }}
QToolButton#overlay[worded="true"]::menu-indicator {{ image: url({chevron}); width: 12px;
  height: 12px; subcontrol-origin: padding; subcontrol-position: right center; right: 7px; }}
QPushButton {{ background: {surface.panel}; color: {text.primary};
  border: 1px solid {border.strong}; border-radius: 6px; padding: 4px 12px; min-height: 18px;
  outline: none;
  font-weight: 500; }}
QPushButton:hover {{ background: {surface.hover}; }}
QPushButton:pressed {{ background: {surface.pressed}; }}
QPushButton:focus {{ border: 2px solid {border.focus}; padding: 3px 11px; }}
QPushButton:disabled {{ color: {text.disabled}; border-color: {border.default}; }}
QPushButton[kind="primary"] {{ background: {accent.base}; color: {text.onAccent};
  border-color: {accent.base}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {accent.hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text.primary}; padding: 3px 11px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {{
  placeholder-text-color: {text.tertiary};
  background: {surface.field}; color: {text.primary}; border: 1px solid {border.default};
  border-bottom-color: {border.strong}; border-radius: 5px; padding: 3px 7px; min-height: 20px;
  selection-background-color: {accent.base}; selection-color: {text.onAccent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{
  border: 2px solid {border.focus}; padding: 2px 6px; }}
QTextEdit#captureField, QTextEdit#captureField:focus {{ background: transparent; border: none;
  padding: 0; min-height: 0; }}
QListWidget#captureChoices {{ background: {surface.panel}; border: 1px solid {border.strong};
  border-radius: 6px; padding: 4px; }}
QListWidget#captureChoices::item {{ border-radius: 4px; padding: 0 8px; }}
QLineEdit[invalid="true"] {{ border: 2px solid {alarm.mark}; padding: 2px 6px; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {text.disabled}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url({chevron}); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {surface.panel}; color: {text.primary};
  border: 1px solid {border.default}; selection-background-color: {surface.selected};
  selection-color: {text.primary}; outline: none; }}
QCheckBox {{ color: {text.primary}; spacing: 6px; min-height: 24px; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {border.strong};
  border-radius: 4px; background: {surface.field}; }}
QCheckBox::indicator:checked {{ background: {accent.base}; border-color: {accent.base};
  image: url({check}); }}
QCheckBox::indicator:focus {{ border: 2px solid {border.focus}; width: 12px; height: 12px; }}
QCheckBox::indicator:checked:focus {{ border-color: {text.primary}; }}
QAbstractItemView {{ background: {surface.panel}; color: {text.primary}; border: none;
  outline: none; alternate-background-color: {surface.panelAlt};
  selection-background-color: {surface.selected}; selection-color: {text.primary}; }}
QAbstractItemView::item {{ padding: 2px 6px; border: none; }}
QAbstractItemView::item:hover {{ background: {surface.hover}; }}
QAbstractItemView::item:selected {{ background: {surface.selected}; color: {text.primary}; }}
QTableView {{ gridline-color: {border.subtle}; }}
QTableView QLineEdit, QTreeView QLineEdit, QListView QLineEdit {{ min-height: 0; padding: 0 4px;
  border-radius: 0; }}
QHeaderView {{ background: {surface.panel}; }}
QHeaderView::section {{ background: {surface.panelAlt}; color: {text.secondary};
  border: none; border-bottom: 1px solid {border.default}; padding: 4px 6px;
  font-size: 12px; font-weight: 500; }}
QTableCornerButton::section {{ background: {surface.panelAlt}; border: none; }}
QTabBar {{ background: {surface.panel}; }}
QTabBar::tab {{ background: transparent; color: {text.secondary}; border: none;
  border-bottom: 2px solid transparent; padding: 6px 2px 5px 2px; margin: 0 7px;
  font-weight: 500; }}
QTabBar::tab:selected {{ color: {text.primary}; font-weight: 600;
  border-bottom-color: {accent.base}; }}
QTabBar::tab:hover {{ color: {text.primary}; }}
QTabBar::tab:focus {{ color: {accent.base}; border: 2px solid {border.focus};
  border-radius: 5px; padding: 4px 5px 5px 5px; margin: 0 2px; }}
QTabWidget::pane {{ border: none; }}
QStatusBar {{ background: {surface.panel}; color: {text.secondary};
  border-top: 1px solid {border.default}; font-size: 12px; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel, QStatusBar QToolButton {{ font-size: 12px; color: {text.secondary}; }}
QStatusBar QToolButton {{ min-height: 16px; padding-top: 3px; padding-bottom: 3px; }}
QDockWidget {{ color: {text.primary}; titlebar-close-icon: none; }}
QScrollBar, QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {border.default}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {border.strong}; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {surface.tooltip}; color: {text.onTooltip}; border: none; padding: 5px 8px;
  font-size: 12px; }}
QFrame#segments {{ background: {surface.pressed}; border-radius: 7px; }}
QToolButton#segment {{ border-radius: 5px; padding: 3px 10px; color: {text.secondary}; }}
QToolButton#segment[worded="true"] {{ padding: 3px 5px 3px 15px; }}
QToolButton#segment:checked {{ background: {surface.panel}; color: {text.primary};
  border: 1px solid {border.default}; }}
QToolButton#segment:focus {{ border: 2px solid {border.focus}; padding: 2px 9px; }}
QToolButton#quiet {{ font-size: 20px; padding: 4px 8px; color: {text.primary}; }}
QToolButton#quietTimer {{ font-size: 26px; font-weight: 600; padding: 2px 8px; }}
QToolButton#quietTimer[alarm="true"] {{ color: {alarm.text}; }}
QLabel#quietSaid {{ font-size: 20px; font-weight: 500; }}
QFrame#toast {{ background: {surface.tooltip}; border-radius: 8px; }}
QLabel#toastText {{ color: {text.onTooltip}; font-weight: 500; }}
QLabel#toastText[large="true"], QPushButton#toastUndo[large="true"] {{ font-size: 20px; }}
QPushButton#toastUndo {{ background: transparent; color: {text.onTooltip};
  border: 1px solid {text.onTooltip}; border-radius: 5px; padding: 3px 11px; font-weight: 600; }}
QPushButton#toastUndo:hover, QPushButton#toastUndo:focus {{ background: {text.onTooltip};
  color: {surface.tooltip}; }}
QLabel[tone="said"] {{ color: {text.primary}; font-weight: 500; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {border.default}; }}
QSlider::handle:horizontal {{ width: 14px; margin: -5px 0; border-radius: 7px;
  background: {surface.panel}; border: 2px solid {accent.base}; }}
QSlider::handle:horizontal:focus {{ border: 4px solid {border.focus}; width: 10px; }}
QSlider::sub-page:horizontal {{ background: {accent.base}; border-radius: 2px; }}
QProgressBar {{ border: none; border-radius: 2px; background: {border.default}; max-height: 4px; }}
QProgressBar::chunk {{ background: {accent.base}; border-radius: 2px; }}
"""


class _Branch:
    def __init__(self, theme: Theme, path: str) -> None:
        self._theme, self._path = theme, path

    def __getattr__(self, name: str) -> str:
        return str(self._theme.value(f"{self._path}.{name}"))


def style_sheet(theme: Theme) -> str:
    """The style sheet of a theme."""
    folder = shared_folder("resources") / "styles"
    chevron, check = (
        (folder / f"{sign}-{theme.name}.svg").as_posix() for sign in ("chevron", "check")
    )
    groups = ("surface", "border", "text", "accent", "alarm", "positive", "critical")
    return _SHEET.format(chevron=chevron, check=check, **{g: _Branch(theme, g) for g in groups})
