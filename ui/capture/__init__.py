"""The capture line: one line says a step, and the map shows what it means while it is typed."""
