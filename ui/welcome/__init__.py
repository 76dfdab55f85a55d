"""What is shown before a document is open: actions, recent files and samples."""
