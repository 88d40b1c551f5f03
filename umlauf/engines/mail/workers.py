"""Who holds a row; told by the ground, since tasks are held in the same way."""

from umlauf.ground.core.workers import is_dead, worker_name

__all__ = ["is_dead", "worker_name"]
