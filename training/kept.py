"""Rows that stay as they were written."""

from typing import Any

from django.db import models


class Kept(models.Model):
    """A row that is written once: what changes is told by a further one."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("This record is never changed: add to it.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("This record is never deleted: add to it.")
