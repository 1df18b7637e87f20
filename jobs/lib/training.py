"""What the fine-tuning recipes share: the base model, the trainer's numbers, its progress, and the adapter that is left."""
import json
import math
import shutil
import statistics
import time
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, prepare_model_for_kbit_training
from transformers import BitsAndBytesConfig, PrinterCallback, TrainerCallback, set_seed

from lib.contract import JobDir, peak_memory_mb
from lib.exits import JobFailure
from lib.hardware import pick_device, pick_dtype
from lib.models import load_model

SAVES_PER_RUN = 10
# Recomputing activations pays where they would not fit beside the weights.
CHECKPOINT_ACTIVATIONS_FROM_PARAMETERS = 1_000_000_000


def prepare(job: JobDir) -> tuple[str, torch.dtype]:
    """(device, dtype): seeds everything, so that the same spec gives the same bytes on one machine."""
    device = pick_device(job.params.device)
    dtype = pick_dtype(device)
    job.environment |= {"device": device, "dtype": str(dtype).removeprefix("torch."), "threads": torch.get_num_threads()}
    job.log(f"device {device}, {job.environment['dtype']}, {torch.get_num_threads()} threads")
    set_seed(job.spec.seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    # Would fill every fresh tensor, a tenth of a step (measured); no kernel here reads memory it has not written.
    torch.utils.deterministic.fill_uninitialized_memory = False
    return device, dtype


def load_base(job: JobDir, dtype, device: str):
    """The frozen base model, in nf4 for QLoRA; with an adapter to go on from, that adapter on top, trainable."""
    quantization = None
    if job.params.adapter.quantization:
        quantization = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=dtype
        )
    model = load_model(job.input("base_model"), dtype, device, quantization)
    model.config.use_cache = False
    # What PEFT writes as base_model_name_or_path: a public name, never a path of this machine.
    model.name_or_path = model.config._name_or_path = job.public_name("base_model")
    adapter = job.input("adapter")
    if adapter is None:
        return model
    if quantization is not None:
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    job.log("going on from a given adapter: its r, alpha and target modules hold")
    return PeftModel.from_pretrained(model, adapter, is_trainable=True)


def trainer_numbers(job: JobDir, model, device: str, rows: int, validates: bool) -> dict:
    """The spec in the words that trl's configs share; what belongs to one method is the recipe's."""
    t = job.params.trainer
    steps_per_epoch = max(1, math.ceil(math.ceil(rows / t.batch_size) / t.gradient_accumulation_steps))
    # With packing the real number is lower, and only the trainer knows it; the spacing need not be exact.
    total = t.max_steps or math.ceil(steps_per_epoch * t.n_epochs)
    return dict(
        output_dir=str(job.scratch / "trainer"),
        num_train_epochs=t.n_epochs,
        max_steps=t.max_steps or -1,
        per_device_train_batch_size=t.batch_size,
        per_device_eval_batch_size=t.batch_size,
        gradient_accumulation_steps=t.gradient_accumulation_steps,
        learning_rate=t.learning_rate,
        lr_scheduler_type=t.lr_scheduler,
        warmup_steps=math.ceil(total * t.warmup_ratio),
        weight_decay=t.weight_decay,
        max_length=t.max_seq_length,
        gradient_checkpointing=device == "cuda" and model.num_parameters() >= CHECKPOINT_ACTIVATIONS_FROM_PARAMETERS,
        bf16=False,  # the weights are in their own format already; no autocast on top
        use_cpu=device == "cpu",
        seed=job.spec.seed,
        data_seed=job.spec.seed,
        dataloader_num_workers=0,
        dataloader_pin_memory=device == "cuda",
        save_strategy="steps",
        save_steps=t.save_steps or math.ceil(total / SAVES_PER_RUN),
        eval_strategy="epoch" if validates else "no",
        logging_steps=t.logging_steps,
        logging_nan_inf_filter=False,  # true would print the last finite loss in place of NaN
        report_to=[],
        disable_tqdm=True,
    )


def build(job: JobDir, trainer_class, model, **arguments):
    """The trainer, with a fresh adapter unless the model has one, and with our progress in place of its printing."""
    p = job.params.adapter
    lora = LoraConfig(
        task_type="CAUSAL_LM", r=p.r, lora_alpha=p.alpha, lora_dropout=p.dropout, bias=p.bias,
        target_modules=p.target_modules, use_rslora=p.use_rslora, use_dora=p.use_dora,
    )  # fmt: skip
    try:
        trainer = trainer_class(
            model=model, peft_config=None if isinstance(model, PeftModel) else lora, **arguments
        )  # fmt: skip
    except ValueError as error:
        if "arget modules" in str(error) or "target_modules" in str(error):
            raise JobFailure("model_rejected", f"adapter.target_modules: {error}") from error
        raise
    trainer.create_model_card = lambda *_args, **_kwargs: None  # it would name this machine's folders
    trainer.remove_callback(PrinterCallback)  # prints Python dicts between the lines of the log
    trainer.progress = Progress(job, job.params.trainer.n_checkpoints)
    trainer.add_callback(trainer.progress)
    return trainer


def run(job: JobDir, trainer, rows: int) -> None:
    """Trains from the newest checkpoint, or the start, to the end; leaves out/adapter and the result."""
    resumed = job.latest_checkpoint()
    job.phase("training")
    with job.stopping_at_steps():
        done = trainer.train(resume_from_checkpoint=str(resumed.path) if resumed else None)
        if job.stop_requested and trainer.state.global_step < trainer.state.max_steps:
            job.stopped()
    save_adapter(job, trainer)
    progress = trainer.progress
    metrics = progress.last | {"steps": trainer.state.global_step, "train_rows": rows}
    if resumed:
        metrics["resumed_from_step"] = resumed.step
    if not math.isfinite(done.training_loss):
        raise JobFailure("diverged", f"the training loss is {done.training_loss}")
    trainable, parameters = trainer.model.get_nb_trainable_parameters()
    job.finish({"adapter": "adapter"}, metrics, trained_tokens=progress.tokens, parameters=parameters,
               trainable_parameters=trainable)  # fmt: skip


class Progress(TrainerCallback):
    """Turns the trainer's hooks into events and verified checkpoints; stops on SIGTERM and on a loss that is no number."""

    def __init__(self, job: JobDir, keep: int):
        self.job, self.keep = job, keep
        self.last: dict[str, float] = {}
        self.tokens = self._tokens_before = self._tokens_seen = 0
        self._step_seconds: list[float] = []
        self._began = self._logged = time.monotonic()

    def on_train_begin(self, args, state, control, **_):
        # trl counts the tokens of this process only; a resumed run goes on from the checkpoint's number.
        earlier = [entry["num_tokens"] for entry in state.log_history if "num_tokens" in entry]
        self._tokens_before = self.tokens = int(earlier[-1]) if earlier else 0
        self._logged = time.monotonic()

    def on_step_begin(self, args, state, control, **_):
        self._began = time.monotonic()

    def on_step_end(self, args, state, control, **_):
        self._step_seconds = [*self._step_seconds[-19:], time.monotonic() - self._began]
        if self.job.stop_requested:
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
            self._tell(state, train_loss=logs["loss"], train_mean_token_accuracy=logs["mean_token_accuracy"],
                       learning_rate=logs["learning_rate"], grad_norm=logs["grad_norm"], num_tokens=self.tokens,
                       tokens_per_second=round(speed, 1), eta_seconds=round(left, 1), **rewards)  # fmt: skip
        elif "eval_loss" in logs:
            self._tell(state, valid_loss=logs["eval_loss"], valid_mean_token_accuracy=logs["eval_mean_token_accuracy"])
        self._logged = now

    def _tell(self, state, **numbers):
        self.last |= {name: value for name, value in numbers.items() if name not in ("eta_seconds", "learning_rate")}
        self.job.event("metrics", step=state.global_step, total_steps=state.max_steps, epoch=state.epoch or 0.0,
                       memory_mb=peak_memory_mb(), **numbers)  # fmt: skip

    def on_save(self, args, state, control, **_):
        written = Path(args.output_dir) / f"checkpoint-{state.global_step}"
        for name in ("training_args.bin", "README.md"):  # a pickle nobody reads back, and a card with local paths
            (written / name).unlink(missing_ok=True)
        # DPO's frozen copy of the adapter it began with: made anew from the same input by every attempt.
        shutil.rmtree(written / "ref", ignore_errors=True)
        self.job.save_checkpoint(written, state.global_step, self.last, self.keep)


def save_adapter(job: JobDir, trainer) -> None:
    """out/adapter: what PEFT, vLLM and llama.cpp's converter read, and the tokenizer with its chat template."""
    out = job.out / "adapter"
    trainer.model.save_pretrained(out, selected_adapters=["default"])
    trainer.processing_class.save_pretrained(out)
    (out / "README.md").unlink(missing_ok=True)  # PEFT's empty card; the control plane writes the real one
    name = json.loads((out / "adapter_config.json").read_text())["base_model_name_or_path"]
    if name != job.public_name("base_model"):
        raise JobFailure("unexpected", f"adapter_config.json names the base {name}")
    shutil.rmtree(job.scratch / "trainer", ignore_errors=True)
