"""What a stopped training run goes on from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

CHECKPOINT = "checkpoint.pt"


def save(work: Path, parts: Mapping[str, Any], rounds_done: int) -> None:
    """Write the state of ``parts`` (modules, optimisers, schedules) into ``work``, all or nothing."""
    work.mkdir(parents=True, exist_ok=True)
    state = {name: part.state_dict() for name, part in parts.items()}
    partial = work / f"{CHECKPOINT}.partial"
    torch.save({"rounds_done": rounds_done, **state}, partial)
    partial.replace(work / CHECKPOINT)


def resume(work: Path, parts: Mapping[str, Any]) -> int:
    """Restore ``parts`` from the last checkpoint; returns the number of rounds done, 0 without one."""
    path = work / CHECKPOINT
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["rounds_done"])
