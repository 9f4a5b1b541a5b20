"""Progress of an ingest for people: a real bar on a terminal, one line a step otherwise."""

from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)


class LineProgress:
    """One line whenever the step changes, for logs and pipes."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._last: tuple[str, str] | None = None

    def __enter__(self) -> "LineProgress":
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def __call__(self, stage: str, done: int, total: int | None, message: str) -> None:
        step = (stage, message)
        if step != self._last:
            self._last = step
            self._write(f"{stage}: {message}")


class TerminalProgress:
    """A bar per step; finished steps stay on screen with the time they took."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._step: tuple[str, str] | None = None
        self._task: int | None = None

    def __enter__(self) -> "TerminalProgress":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._progress.stop()

    def __call__(self, stage: str, done: int, total: int | None, message: str) -> None:
        if (stage, message) != self._step:
            self._finish()
            self._step = (stage, message)
            self._task = self._progress.add_task(f"{stage}  {message}", total=total)
        if self._task is not None:
            self._progress.update(self._progress.task_ids[-1], completed=done, total=total)

    def _finish(self) -> None:
        if self._task is not None:
            last = self._progress.tasks[-1]
            self._progress.update(last.id, total=last.completed or 1, completed=last.completed or 1)
