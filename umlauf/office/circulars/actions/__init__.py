"""The steps of a circular, each an action. The order of locks is in docs/locks.md."""
