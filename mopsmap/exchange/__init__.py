"""Foreign formats: which there are and which file suffix means which."""

from __future__ import annotations

from pathlib import Path

from mopsmap.exchange.format import ExchangeError, Format, Imported
from mopsmap.exchange.table import read_table
from mopsmap.exchange.table_out import write_csv, write_workbook
from mopsmap.language import translated as _

FORMATS: tuple[Format, ...] = (
    Format("excel", _("Excel step table"), (".xlsx", ".xlsm"), read_table, write_workbook),
    Format("csv", _("CSV step table"), (".csv", ".tsv", ".txt"), read_table, write_csv),
)

_OLD_EXCEL = (".xls", ".xlsb", ".ods", ".numbers")


def format_of(path: Path) -> Format:
    """The format that a file's suffix means; raises ExchangeError with the suffixes there are."""
    suffix = path.suffix.lower()
    for one in FORMATS:
        if suffix in one.suffixes:
            return one
    if suffix in _OLD_EXCEL:
        raise ExchangeError(
            _(
                "{name}: {suffix} tables are not read. Save the table as .xlsx or .csv first."
            ).format(name=path.name, suffix=suffix)
        )
    known = ", ".join(s for one in FORMATS for s in one.suffixes)
    if not suffix:
        raise ExchangeError(
            _("{path}: the name has no suffix that tells the format: {known}.").format(
                path=path, known=known
            )
        )
    raise ExchangeError(
        _(
            "{name}: '{suffix}' is not a format that can be converted. Use .mopsmap, {known}."
        ).format(name=path.name, suffix=suffix, known=known)
    )


__all__ = ["FORMATS", "ExchangeError", "Format", "Imported", "format_of"]
