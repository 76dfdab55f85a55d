"""The map as a network: cases, executions, early and late times, and where they are exact."""
