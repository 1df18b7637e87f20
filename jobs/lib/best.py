"""The best checkpoint by a metric of the validation rows, and when to stop. All of it is read off the trainer's history, which
every checkpoint carries: a resumed run judges as an undisturbed one."""
import math
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from peft import PeftModel, set_peft_model_state_dict
from safetensors.torch import load_file

from lib.exits import JobFailure

FOLDER = "best"  # beside the weights of a checkpoint, and in the scratch folder


@dataclass(frozen=True)
class Standing:
    """`worse`: evaluations since the metric last improved by more than the threshold."""

    step: int | None
    worse: int
    entry: dict


def standing(history: list[dict], metric: str, threshold: float) -> Standing:
    """Of `metric` under its event's name (valid_…); an improvement within the threshold is the best, but does not count."""
    name = logged_name(metric)
    best, worse = None, 0
    for entry in history:
        value = entry.get(name)
        if value is None:
            continue
        better = math.isfinite(value) and (best is None or gain(metric, value, best[name]) > 0)
        enough = better and (best is None or gain(metric, value, best[name]) > threshold)
        worse = 0 if enough else worse + 1
        best = entry if better else best
    return Standing(best["step"] if best else None, worse, best or {})


def gain(metric: str, value: float, best: float) -> float:
    return best - value if metric.endswith("loss") else value - best


def logged_name(metric: str) -> str:
    return metric.replace("valid_", "eval_", 1).replace("rewards_", "rewards/", 1)


def keep(weights_of: Path, folder: Path) -> None:
    """Makes the weights of a checkpoint the best; links, for they are written once and never changed.

    Under names of their own: transformers takes any folder with an adapter_model.safetensors for another adapter to load.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in weights_of.glob("*.safetensors*"):
        os.link(file, folder / f"best-{file.name}")


def carry(folder: Path, checkpoint: Path) -> None:
    """Puts the best so far into a checkpoint, or takes it out of one: what is resumed must not lose it."""
    if folder.is_dir():
        shutil.rmtree(checkpoint, ignore_errors=True)
        shutil.copytree(folder, checkpoint, copy_function=linked)


def linked(source, target) -> None:
    """Of the same attempt a link; a checkpoint of an earlier one may lie on another file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def load(model, folder: Path) -> None:
    """The best weights into the model that was trained."""
    state: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        state |= load_file(file)
    if isinstance(model, PeftModel):
        set_peft_model_state_dict(model, state, adapter_name="default")
        return
    _tied, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or not state:
        raise JobFailure("unexpected", f"the best checkpoint holds other weights: {unexpected[:3]}")
