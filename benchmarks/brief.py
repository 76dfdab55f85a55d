"""A fixed brief of a campaign as a facilitator says it, line by line."""

from __future__ import annotations

BRIEF: tuple[tuple[str, str], ...] = (
    ("Receive request @req 15m", ""),
    ("Check brief @mo 30m w1d", ""),
    ("Brief complete? yes 80% no back to 1 10m", ""),
    ("Plan campaign @marketing 4h w2d", ""),
    ("Write concept 8h w1d", ""),
    ("Review concept 2h w3d 80%", ""),
    ("Write copy @content 12h w1d", ""),
    ("Design banners @design 10h w1d", "Shift"),
    ("Build landing page @mo 6h w2d", "Shift"),
    ("Assemble e-mail + @mo 4h w1d", ""),
    ("Test e-mail 1h w4h 90%", ""),
    ("Legal OK? yes 70% no back to 7 @legal 1h w3d", ""),
    ("Load contacts @mo 2h w1d", ""),
    ("Clean list 3h w1d", ""),
    ("Set up tracking 1h w2h", ""),
    ("Configure ads @media 3h w2d", ""),
    ("Prepare sales kit @sales 5h w2d", "Shift"),
    ("Brief sales + @sales 1h w1d", ""),
    ("Schedule send @mo 30m w1d", ""),
    ("Send e-mail 15m w1h", ""),
    ("Monitor replies 2h w3d", ""),
    ("Route leads 1h w1d", ""),
    ("Follow up @sales 3h w2d", ""),
    ("Report results @marketing 4h w5d", ""),
    ("Archive campaign 30m w1d", ""),
)
"""Lines of 25 steps, and what is held while Enter is pressed: two parallel splits, two decisions,
two loops, all times."""
