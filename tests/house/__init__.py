"""The shape of the code, read from the code itself: what an import contract or a linter cannot say."""
