"""Supervised fine-tuning of a LoRA or QLoRA adapter on chat rows (trl's SFTTrainer).

The same spec gives the same adapter bytes on the same machine and thread count, also through kills: RNG, optimizer,
scheduler and data order come back from the newest verified checkpoint.
"""
import json
import math
import shutil
import statistics
import time
import warnings
from pathlib import Path

import torch
import trl.trainer.utils
from datasets import Dataset
from peft import LoraConfig, PeftModel, prepare_model_for_kbit_training
from transformers import BitsAndBytesConfig, PrinterCallback, TrainerCallback, set_seed
from trl import SFTConfig, SFTTrainer

from lib.chat import IGNORED, ControlText, encode, read_rows
from lib.contract import JobDir, peak_memory_mb
from lib.exits import JobFailure
from lib.hardware import pick_device, pick_dtype
from lib.models import load_model, load_tokenizer

# PEFT looks for the base model under its public name to see whether tokens were added; none ever are here.
warnings.filterwarnings("ignore", message="Could not find a config file in")

SAVES_PER_RUN = 10
# Recomputing activations pays where they would not fit beside the weights.
CHECKPOINT_ACTIVATIONS_FROM_PARAMETERS = 1_000_000_000


def main(job: JobDir) -> None:
    p = job.params
    device = pick_device(p.device)
    dtype = pick_dtype(device)
    job.environment |= {"device": device, "dtype": str(dtype).removeprefix("torch."), "threads": torch.get_num_threads()}
    job.log(f"device {device}, {job.environment['dtype']}, {torch.get_num_threads()} threads")
    set_seed(job.spec.seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    # Would fill every fresh tensor, a tenth of a step (measured); no kernel here reads memory it has not written.
    torch.utils.deterministic.fill_uninitialized_memory = False
    # Off CUDA trl 1.16 projects every position onto the vocabulary, a third of a step here, and masks afterwards, which
    # spares accelerators that compile for each shape. A CPU does not: score the labelled positions alone.
    trl.trainer.utils._use_triton = lambda _device: True

    job.phase("loading")
    tokenizer = load_tokenizer(job.input("base_model"))
    train_rows = encode_rows(job, "train", tokenizer)
    valid_rows = encode_rows(job, "validation", tokenizer) if job.input("validation") else None
    model = load_base(job, dtype, device)

    trainer = build_trainer(job, model, tokenizer, train_rows, valid_rows, device)
    resumed = job.latest_checkpoint()
    job.phase("training")
    with job.stopping_at_steps():
        done = trainer.train(resume_from_checkpoint=str(resumed.path) if resumed else None)
        if job.stop_requested and trainer.state.global_step < trainer.state.max_steps:
            job.stopped()
    save_adapter(job, trainer)
    progress = trainer.get_progress()
    metrics = progress.last | {"steps": trainer.state.global_step, "train_rows": len(train_rows)}
    if resumed:
        metrics["resumed_from_step"] = resumed.step
    if not math.isfinite(done.training_loss):
        raise JobFailure("diverged", f"the training loss is {done.training_loss}")
    trainable, parameters = trainer.model.get_nb_trainable_parameters()
    job.finish({"adapter": "adapter"}, metrics, trained_tokens=progress.tokens, parameters=parameters,
               trainable_parameters=trainable)  # fmt: skip


def encode_rows(job: JobDir, name: str, tokenizer) -> Dataset:
    """Rows as input_ids and labels; says what was cut or left out, and refuses rows without anything to learn."""
    limit = job.params.trainer.max_seq_length
    said = read_rows(job.input(name))
    refuse_control_tokens(name, said, ControlText(tokenizer))
    rows = [encode(tokenizer, messages, limit) for messages in said]
    kept = [row for row in rows if any(label != IGNORED for label in row.labels)]
    truncated = sum(row.truncated for row in rows)
    last_turn = sum(row.last_turn_only for row in rows)
    if not kept:
        raise JobFailure("data_rejected", f"{name}: no row has an assistant token within {limit} tokens")
    if truncated and getattr(job.params.trainer, "on_overflow", "truncate") == "refuse":
        first = next(number for number, row in enumerate(rows, 1) if row.truncated)
        raise JobFailure("data_rejected", f"{name}: {truncated} of {len(rows)} rows are longer than {limit} tokens, "
                         f"the first is example {first} (on_overflow is refuse)")  # fmt: skip
    if truncated:
        job.log(f"{name}: {truncated} of {len(rows)} rows are cut at {limit} tokens", "warn")
    if len(kept) < len(rows):
        job.log(f"{name}: {len(rows) - len(kept)} rows without a token to learn are left out", "warn")
    if last_turn:
        job.log(f"{name}: the chat template hides earlier turns: {last_turn} rows learn their last turn alone", "warn")
    else:
        job.log(f"{name}: {len(kept)} rows; loss on assistant turns only")
    return Dataset.from_list([{"input_ids": row.input_ids, "labels": row.labels} for row in kept])


def refuse_control_tokens(name: str, rows: list[list[dict]], control: ControlText) -> None:
    """A special token in a text would end or begin turns of its own; the rows say where (OpenAI's sentence)."""
    file = {"train": "training"}.get(name, name)
    special = set(control.special)
    found = ((row, token) for row, messages in enumerate(rows, 1)
             for _, token in control.in_row(messages) if token in special)  # fmt: skip
    if first := next(found, None):
        more = sum(1 for _ in found)
        raise JobFailure(
            "data_rejected",
            f"The job failed due to a file format error in the {file} file. Invalid file format. "
            f"Example {first[0]} message contains an invalid token: {first[1]}."
            + (f" (and {more} more)" if more else ""),
        )


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


def build_trainer(job: JobDir, model, tokenizer, train_rows, valid_rows, device: str) -> "Trainer":
    p, t = job.params.adapter, job.params.trainer
    steps_per_epoch = max(1, math.ceil(math.ceil(len(train_rows) / t.batch_size) / t.gradient_accumulation_steps))
    # With packing the real number is lower, and only the trainer knows it; the spacing need not be exact.
    total = t.max_steps or math.ceil(steps_per_epoch * t.n_epochs)
    config = SFTConfig(
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
        packing=t.packing,
        gradient_checkpointing=device == "cuda" and model.num_parameters() >= CHECKPOINT_ACTIVATIONS_FROM_PARAMETERS,
        bf16=False,  # the weights are in their own format already; no autocast on top
        use_cpu=device == "cpu",
        seed=job.spec.seed,
        data_seed=job.spec.seed,
        dataloader_num_workers=0,
        dataloader_pin_memory=device == "cuda",
        save_strategy="steps",
        save_steps=t.save_steps or math.ceil(total / SAVES_PER_RUN),
        eval_strategy="epoch" if valid_rows is not None else "no",
        logging_steps=t.logging_steps,
        logging_nan_inf_filter=False,  # true would print the last finite loss in place of NaN
        report_to=[],
        disable_tqdm=True,
    )
    lora = LoraConfig(
        task_type="CAUSAL_LM", r=p.r, lora_alpha=p.alpha, lora_dropout=p.dropout, bias=p.bias,
        target_modules=p.target_modules, use_rslora=p.use_rslora, use_dora=p.use_dora,
    )  # fmt: skip
    try:
        trainer = Trainer(
            model=model, args=config, train_dataset=train_rows, eval_dataset=valid_rows, processing_class=tokenizer,
            peft_config=None if isinstance(model, PeftModel) else lora,
        )  # fmt: skip
    except ValueError as error:
        if "arget modules" in str(error):
            raise JobFailure("model_rejected", f"adapter.target_modules: {error}") from error
        raise
    trainer.remove_callback(PrinterCallback)  # prints Python dicts between the lines of the log
    trainer.progress = Progress(job, t.n_checkpoints)
    trainer.add_callback(trainer.progress)
    return trainer


class Trainer(SFTTrainer):
    """SFTTrainer whose checkpoints are plain: no model card that names this machine's folders."""

    def create_model_card(self, *_args, **_kwargs) -> None:
        pass

    def get_progress(self) -> "Progress":
        return self.progress


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
            self._tell(state, train_loss=logs["loss"], train_mean_token_accuracy=logs["mean_token_accuracy"],
                       learning_rate=logs["learning_rate"], grad_norm=logs["grad_norm"], num_tokens=self.tokens,
                       tokens_per_second=round(speed, 1), eta_seconds=round(left, 1))  # fmt: skip
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
        self.job.save_checkpoint(written, state.global_step, self.last, self.keep)


def save_adapter(job: JobDir, trainer: Trainer) -> None:
    """out/adapter: what PEFT, vLLM and llama.cpp's converter read, and the tokenizer with its chat template."""
    out = job.out / "adapter"
    trainer.model.save_pretrained(out)
    trainer.processing_class.save_pretrained(out)
    (out / "README.md").unlink(missing_ok=True)  # PEFT's empty card; the control plane writes the real one
    name = json.loads((out / "adapter_config.json").read_text())["base_model_name_or_path"]
    if name != job.public_name("base_model"):
        raise JobFailure("unexpected", f"adapter_config.json names the base {name}")
    shutil.rmtree(job.scratch / "trainer", ignore_errors=True)
