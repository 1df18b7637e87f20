"""A trainer's progress: events, the log of consumed rows, verified checkpoints, the best of them, and when to stop."""
import json
import math
import shutil
import statistics
import time
from pathlib import Path

from transformers import TrainerCallback

from lib import best, ranks
from lib.contract import JobDir, peak_memory_mb
from lib.exits import JobFailure
from lib.models import strip_paths
from lib.samples import SampleLog
from lib.sampling import Sampler

MEASURED = ("loss", "mean_token_accuracy", "rewards/accuracies", "rewards/margins")


class Progress(TrainerCallback):
    """Turns the trainer's hooks into events and verified checkpoints; stops on SIGTERM and on a loss that is no number."""

    def __init__(self, job: JobDir, samples: SampleLog, sampler: Sampler):
        self.job, self.samples, self.sampler = job, samples, sampler
        self.trainer = job.params.trainer
        self.best_folder = job.scratch / best.FOLDER
        self.last: dict[str, float] = {}
        self.tokens = self._tokens_before = self._tokens_seen = 0
        self._step_seconds: list[float] = []
        self._batches = 0
        self._began = self._logged = self._started = time.monotonic()

    def on_train_begin(self, args, state, control, model=None, **_):
        # trl counts the tokens of this process only; a resumed run goes on from the checkpoint's number.
        earlier = [entry["num_tokens"] for entry in state.log_history if "num_tokens" in entry]
        self._tokens_before = self.tokens = int(earlier[-1]) if earlier else 0
        if state.global_step > 0:  # the attempt before may have ended between the checkpoint and what was to be told of it
            self._sample(model, state)
        self._logged = self._started = time.monotonic()

    def recall(self, metrics: dict) -> None:
        """What an attempt knew that had come to its end but for the result."""
        self.last |= metrics
        self.tokens = int(metrics.get("num_tokens", 0))

    def on_step_begin(self, args, state, control, **_):
        self._began = time.monotonic()

    def on_substep_end(self, args, state, control, **_):
        self._batches += 1

    def on_step_end(self, args, state, control, **_):
        self.samples.used(state.global_step, self._batches + 1)
        self._batches = 0
        self._step_seconds = [*self._step_seconds[-19:], time.monotonic() - self._began]
        if ranks.any_of(self.job.stop_requested):  # all stop behind the same step
            self.job.stop_requested = True
            self.job.tell_signal()
            control.should_save = control.should_training_stop = True
        return control

    def on_log(self, args, state, control, logs, **_):
        now = time.monotonic()
        if "loss" in logs:
            for name in ("loss", "grad_norm"):
                if not math.isfinite(logs.get(name, 0.0)):
                    raise JobFailure("diverged", f"{name} is {logs[name]} at step {state.global_step}")
            seen = int(logs["num_tokens"])
            logs["num_tokens"] = state.log_history[-1]["num_tokens"] = self.tokens = self._tokens_before + seen
            speed = (seen - self._tokens_seen) / max(now - self._logged, 1e-6)
            self._tokens_seen = seen
            left = (state.max_steps - state.global_step) * statistics.median(self._step_seconds or [0.0])
            rewards = {name.replace("/", "_"): value for name, value in logs.items() if name.startswith("rewards/")}
            self._tell(state, train_loss=logs["loss"], train_mean_token_accuracy=logs.get("mean_token_accuracy"),
                       learning_rate=logs["learning_rate"], grad_norm=logs["grad_norm"], num_tokens=self.tokens,
                       tokens_per_second=round(speed, 1), eta_seconds=round(left, 1), kl=logs.get("kl"), **rewards)  # fmt: skip
            # Of the result: the mean of this attempt so far, its evaluations and checkpoints included.
            self.last["tokens_per_second"] = round(seen / max(now - self._started, 1e-6), 1)
        elif "eval_loss" in logs:
            self._tell(state, **valid_metrics(logs))
        self._logged = now

    def _tell(self, state, **numbers):
        self.last |= {name: value for name, value in numbers.items()
                      if name not in ("eta_seconds", "learning_rate", "tokens_per_second") and value is not None}  # fmt: skip
        self.job.event("metrics", step=state.global_step, total_steps=state.max_steps, epoch=state.epoch or 0.0,
                       memory_mb=peak_memory_mb(), **numbers)  # fmt: skip

    def on_evaluate(self, args, state, control, **_):
        if not wants_best(self.trainer):
            return control
        control.should_save = True
        if ranks.of_first(self.has_stopped(state.log_history)):
            self.job.log(f"stopping early: no better {self.trainer.metric_for_best_model} in "
                         f"{self.trainer.early_stopping_patience} evaluations")  # fmt: skip
            control.should_training_stop = True
        return control

    def standing(self, history: list[dict]) -> best.Standing:
        return best.standing(history, self.trainer.metric_for_best_model, self.trainer.early_stopping_threshold)

    def has_stopped(self, history: list[dict]) -> bool:
        patience = getattr(self.trainer, "early_stopping_patience", None)
        return patience is not None and self.standing(history).worse >= patience

    def on_save(self, args, state, control, model=None, **_):
        written = Path(args.output_dir) / f"checkpoint-{state.global_step}"
        self._gather_random_states(written)
        if self.job.rank.is_main:
            self._keep(written, state)
            self._sample(model, state)
        ranks.wait_for_all()
        if not self.job.rank.is_main:
            shutil.rmtree(written, ignore_errors=True)  # of another node, where the first process cannot move it

    def _sample(self, model, state) -> None:
        """Behind the checkpoint: what is lost while it answers is an answer, and no step."""
        if self.sampler.is_due(state.global_step, state.max_steps):
            began = time.monotonic()
            self.sampler.tell(model, state.global_step)
            self._logged += time.monotonic() - began  # no part of the speed of training

    def _gather_random_states(self, written: Path) -> None:
        """Each process has written its own into the folder, which is another one on another node."""
        if self.job.rank.world == 1:
            return
        name = f"rng_state_{self.job.rank.rank}.pth"
        states = ranks.gathered((name, (written / name).read_bytes()))
        if self.job.rank.is_main:
            for name, state in states:
                (written / name).write_bytes(state)

    def _keep(self, written: Path, state) -> None:
        for name in ("training_args.bin", "README.md"):  # a pickle nobody reads back, and a card with local paths
            (written / name).unlink(missing_ok=True)
        # DPO's frozen copy of the adapter it began with: made anew from the same input by every attempt.
        shutil.rmtree(written / "ref", ignore_errors=True)
        if (written / "config.json").exists():
            strip_paths(written / "config.json")
        if wants_best(self.trainer):
            if self.standing(state.log_history).step == state.global_step:
                best.keep(written, self.best_folder)
            best.carry(self.best_folder, written / best.FOLDER)
        self.job.save_checkpoint(written, state.global_step, self.last, self.trainer.n_checkpoints)

    def leave_best(self, trainer) -> dict[str, float]:
        """Puts the best weights in place of the last; what they measured."""
        found = self.standing(trainer.state.log_history)
        if found.step is None or not self.best_folder.is_dir():
            self.job.log("no evaluation has come to its end: the last weights are left", "warn")
            return {}
        best.load(trainer.model, self.best_folder)
        self.job.log(f"the weights of step {found.step} are left, the best by {self.trainer.metric_for_best_model}")
        return valid_metrics(found.entry) | {"best_step": found.step}


def wants_best(trainer_params) -> bool:
    return getattr(trainer_params, "load_best_model_at_end", False)


def valid_metrics(logs: dict) -> dict[str, float]:
    return {f"valid_{name.replace('/', '_')}": logs[f"eval_{name}"] for name in MEASURED if f"eval_{name}" in logs}


def history_of(checkpoint: Path) -> list[dict]:
    return json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))["log_history"]
