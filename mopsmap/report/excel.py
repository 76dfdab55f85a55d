"""The Excel workbook: its sheets in order, every formula written together with its value."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import xlsxwriter

from mopsmap.currency import currency_decimals
from mopsmap.language import to_translate
from mopsmap.language import translated as _
from mopsmap.report.analyses import analysis_sheets
from mopsmap.report.book import Book
from mopsmap.report.business import business_sheet
from mopsmap.report.changes import changes_sheet
from mopsmap.report.content import Report
from mopsmap.report.figures import cases_sheet, definitions_sheet, figures_sheet
from mopsmap.report.pareto import pareto_sheet
from mopsmap.report.roles import roles_sheet
from mopsmap.report.sheets import (
    Links,
    critical_sheet,
    flows_sheet,
    ladder_sheet,
    steps_sheet,
)
from mopsmap.report.summary import summary_sheet


def write_excel(report: Report, path: Path) -> None:
    """Write the workbook. Raises OSError where it cannot be written."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    package = BytesIO()  # a zip file that a full disk cuts short complains when it is collected
    raw = xlsxwriter.Workbook(package, options)
    book = Book(raw, currency_decimals(report.project.currency))
    raw.set_properties(
        {
            "title": report.project.title[:250],
            "subject": _("Value stream"),
            "comments": _("Written by {program}").format(program="MOPsMap"),
            "created": datetime.combine(report.exported or date(2000, 1, 1), time()),
        }
    )
    links = Links()
    summary = book.fixed(to_translate("Summary"))
    steps_sheet(book, report, links)
    flows_sheet(book, report, links)
    ladder_sheet(book, report, links)
    critical_sheet(book, report)
    pareto_sheet(book, report)
    roles_sheet(book, report, links)
    cases_sheet(book, report, links)
    figures = figures_sheet(book, report, links)
    business_sheet(book, report)
    changes_sheet(book, report)
    analysis_sheets(book, report, figures)
    definitions_sheet(book, report)
    summary_sheet(summary, report, figures)
    summary.raw.activate()
    try:
        raw.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
    path.write_bytes(package.getvalue())
