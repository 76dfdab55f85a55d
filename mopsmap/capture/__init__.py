"""The line of quick capture: what "Write copy @content 4h w2d 80%" says, and what could follow.

`read` takes any text; `completions` says how the word at the cursor could go on; `line_of` writes a
step as a line again. `docs/capture.md` is the table that people read.
"""

from mopsmap.capture.answers import REFUSALS as REFUSALS
from mopsmap.capture.completion import Completion as Completion
from mopsmap.capture.completion import completions as completions
from mopsmap.capture.grammar import read as read
from mopsmap.capture.said import Answer as Answer
from mopsmap.capture.said import Said as Said
from mopsmap.capture.said import Token as Token
from mopsmap.capture.said import TokenKind as TokenKind
from mopsmap.capture.said import Way as Way
from mopsmap.capture.said import Who as Who
from mopsmap.capture.writing import line_of as line_of
