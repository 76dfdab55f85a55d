"""How amounts of a currency are written: its sign or code, and how many decimals it has."""

from __future__ import annotations

from mopsmap.language import translated as _

HIDDEN = "hidden"
"""In the place of a currency: its amounts are not to be seen."""
_SIGNS = {
    "EUR": "\u20ac",
    "USD": "$",
    "GBP": "\u00a3",
    "JPY": "\u00a5",
    "KRW": "\u20a9",
    "INR": "\u20b9",
}
_NO_DECIMALS = {
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
}  # fmt: skip
_THREE_DECIMALS = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}


def currency_sign(currency: str) -> str:
    """The sign of a currency code, or what was given where there is none.

    >>> currency_sign("USD"), currency_sign("SEK")
    ('$', 'SEK')
    """
    return "" if currency == HIDDEN else _SIGNS.get(_code(currency), currency)


def hidden_amount(currency: str) -> str:
    """What stands in the place of an amount that is not to be seen, "" where it is.

    >>> hidden_amount(HIDDEN), hidden_amount("EUR")
    ('hidden', '')
    """
    return _("hidden") if currency == HIDDEN else ""


def currency_decimals(currency: str) -> int:
    """Decimals of the smallest unit in use (ISO 4217); 2 for a code that is not known.

    >>> currency_decimals("EUR"), currency_decimals("JPY"), currency_decimals("KWD")
    (2, 0, 3)
    """
    code = _code(currency)
    return 0 if code in _NO_DECIMALS else 3 if code in _THREE_DECIMALS else 2


def _code(currency: str) -> str:
    return currency.strip().upper()
