"""The files for a spreadsheet that pages offer: the engine writes them, for the command line too."""

from umlauf.engines.sheets import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx

__all__ = ["CSV_TYPE", "XLSX_TYPE", "Sheet", "as_csv", "as_xlsx"]
