"""What the fine-tuning recipes share: the base model, the trainer's numbers, the run, and the weights that are left."""
import json
import math
import shutil
import warnings

import torch
from peft import LoraConfig, PeftModel, prepare_model_for_kbit_training
from transformers import BitsAndBytesConfig, PrinterCallback, TrainerState, set_seed

from lib import best, ranks
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.hardware import pick_device, pick_dtype
from lib.models import load_model, save_model
from lib.progress import Progress, history_of, wants_best
from lib.samples import SampleLog
from lib.sampling import Sampler

# PEFT looks for the base model under its public name to see whether tokens were added; none ever are here.
warnings.filterwarnings("ignore", message="Could not find a config file in")

SAVES_PER_RUN = 10
# Recomputing activations pays where they would not fit beside the weights.
CHECKPOINT_ACTIVATIONS_FROM_PARAMETERS = 1_000_000_000


def prepare(job: JobDir) -> tuple[str, torch.dtype]:
    """(device, dtype): seeds everything, so that the same spec gives the same bytes on one machine."""
    device = pick_device(job.params.device)
    if device == "cuda" and job.rank.world > 1:
        torch.cuda.set_device(job.rank.local)
    dtype = pick_dtype(device)
    job.environment |= {"device": device, "dtype": str(dtype).removeprefix("torch."), "threads": torch.get_num_threads()}
    job.log(f"device {device}, {job.environment['dtype']}, {torch.get_num_threads()} threads")
    set_seed(job.spec.seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    # Would fill every fresh tensor, a tenth of a step (measured); no kernel here reads memory it has not written.
    torch.utils.deterministic.fill_uninitialized_memory = False
    return device, dtype


def tell_cuts(job: JobDir, name: str, what: str, cut: list[bool]) -> None:
    """Says how many rows are longer than max_seq_length, or refuses them, as on_overflow asks."""
    trainer, count = job.params.trainer, sum(cut)
    if count == 0:
        return
    if getattr(trainer, "on_overflow", "truncate") == "refuse":
        raise JobFailure("data_rejected", f"{name}: {count} of {len(cut)} rows are longer than {trainer.max_seq_length} "
                         f"tokens, the first is example {cut.index(True) + 1} (on_overflow is refuse)")  # fmt: skip
    job.log(f"{name}: {count} of {len(cut)} {what} are cut at {trainer.max_seq_length} tokens", "warn")


def load_base(job: JobDir, dtype, device: str):
    """The base model, frozen and in nf4 for QLoRA; with an adapter to go on from, that adapter on top, trainable.

    Where every weight is trained they are in 32 bit: steps smaller than bfloat16 can tell would be lost.
    """
    quantization = None
    if is_full(job):
        dtype = torch.float32
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
    world = job.rank.world
    steps_per_epoch = max(1, math.ceil(math.ceil(rows / (t.batch_size * world)) / t.gradient_accumulation_steps))
    # With packing the real number is lower, and only the trainer knows it; the spacing need not be exact.
    total = t.max_steps or math.ceil(steps_per_epoch * t.n_epochs)
    eval_steps = getattr(t, "eval_steps", None)
    evaluates = "no" if not validates else "steps" if eval_steps else "epoch"
    if wants_best(t) and not validates:
        raise JobFailure("bad_spec", "params.trainer.load_best_model_at_end: there are no validation rows")
    return dict(
        output_dir=str(job.shared_scratch / "trainer"),
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
        # The weights are in their own format already, with no autocast on top; those of a full fine-tuning are in 32 bit.
        bf16=is_full(job) and job.environment["dtype"] == "bfloat16",
        use_cpu=device == "cpu",
        seed=job.spec.seed,
        data_seed=job.spec.seed,
        dataloader_num_workers=0,
        remove_unused_columns=False,  # the collator names the rows it takes
        dataloader_pin_memory=device == "cuda",
        save_strategy="steps",
        save_steps=t.save_steps or math.ceil(total / SAVES_PER_RUN),
        eval_strategy=evaluates,
        eval_steps=eval_steps,
        logging_steps=t.logging_steps,
        logging_nan_inf_filter=False,  # true would print the last finite loss in place of NaN
        report_to=[],
        **(dict(ddp_backend="gloo" if device == "cpu" else "nccl", ddp_find_unused_parameters=False) if world > 1 else {}),
        disable_tqdm=True,
    )


def build(job: JobDir, trainer_class, model, **arguments):
    """The trainer, with a fresh adapter unless the model has one, and with our progress in place of its printing."""
    sampler = Sampler(job, arguments["processing_class"], model)
    fresh = None if is_full(job) or isinstance(model, PeftModel) else lora_config(job.params.adapter)
    try:
        trainer = trainer_class(model=model, peft_config=fresh, **arguments)
    except ValueError as error:
        if "arget modules" in str(error) or "target_modules" in str(error):
            raise JobFailure("model_rejected", f"adapter.target_modules: {error}") from error
        raise
    trainer.create_model_card = lambda *_args, **_kwargs: None  # it would name this machine's folders
    trainer.remove_callback(PrinterCallback)  # prints Python dicts between the lines of the log
    if job.rank.world > 1:
        job.log(f"{job.rank.world} processes; one step takes {global_batch(job)} rows")
    trainer.data_collator = SampleLog(trainer.data_collator, job.workspace / "samples.jsonl")
    trainer.progress = Progress(job, trainer.data_collator, sampler)
    trainer.add_callback(trainer.progress)
    return trainer


def lora_config(p) -> LoraConfig:
    return LoraConfig(
        task_type="CAUSAL_LM", r=p.r, lora_alpha=p.alpha, lora_dropout=p.dropout, bias=p.bias,
        target_modules=p.target_modules, use_rslora=p.use_rslora, use_dora=p.use_dora,
    )  # fmt: skip


def is_full(job: JobDir) -> bool:
    """Whether every weight is trained, and no adapter."""
    return job.params.adapter.type == "none"


def run(job: JobDir, trainer, rows: int) -> None:
    """Trains from the newest checkpoint, or the start, to the end; leaves the weights (out/adapter or out/merged) and the result."""
    resumed = job.latest_checkpoint()
    ranks.agreed(resumed.step if resumed else None, "inputs.checkpoint, by its step")
    progress = trainer.progress
    job.phase("training")
    if resumed:
        best.carry(resumed.path / best.FOLDER, progress.best_folder)
    if resumed and ranks.of_first(progress.has_stopped(history_of(resumed.path))):
        # Killed between its last checkpoint and its end: what is left to do is to leave the best weights.
        trainer.state = TrainerState.load_from_json(str(resumed.path / "trainer_state.json"))
        progress.recall(resumed.metrics)
    else:
        with job.stopping_at_steps():
            done = trainer.train(resume_from_checkpoint=str(resumed.path) if resumed else None)
            if job.stop_requested and trainer.state.global_step < trainer.state.max_steps:
                job.stopped()
        if not math.isfinite(done.training_loss):
            raise JobFailure("diverged", f"the training loss is {done.training_loss}")
    metrics = progress.last | {"steps": trainer.state.global_step, "train_rows": rows}
    if resumed:
        metrics["resumed_from_step"] = resumed.step
    if job.rank.world > 1:
        metrics |= {"world_size": job.rank.world, "global_batch_size": global_batch(job)}
    if not job.rank.is_main:
        return ranks.wait_for_all()
    if wants_best(job.params.trainer):
        metrics |= progress.leave_best(trainer)
    # Counted here: what is saved below may be in another number format, or without its optimizer.
    trainable, parameters = counted(trainer.model)
    save = save_whole if is_full(job) else save_adapter
    name = save(job, trainer)
    shutil.rmtree(job.shared_scratch / "trainer", ignore_errors=True)
    ranks.wait_for_all()
    job.finish({name: name}, metrics, trained_tokens=progress.tokens, parameters=parameters,
               trainable_parameters=trainable)  # fmt: skip


def global_batch(job: JobDir) -> int:
    """Rows of one optimizer step, over all processes."""
    t = job.params.trainer
    return t.batch_size * job.rank.world * t.gradient_accumulation_steps


def counted(model) -> tuple[int, int]:
    if isinstance(model, PeftModel):
        return model.get_nb_trainable_parameters()
    numbers = [(parameter.numel(), parameter.requires_grad) for parameter in model.parameters()]
    return sum(n for n, trained in numbers if trained), sum(n for n, _ in numbers)


def save_whole(job: JobDir, trainer) -> str:
    """out/merged: a model of its own, in the number format of its base."""
    kept = json.loads((job.input("base_model") / "config.json").read_text(encoding="utf-8"))
    model = trainer.model
    model.to(getattr(torch, kept.get("dtype") or kept.get("torch_dtype") or "float32"))
    model.config.use_cache = kept.get("use_cache", True)
    save_model(model, trainer.processing_class, job.out / "merged")
    return "merged"


def save_adapter(job: JobDir, trainer) -> str:
    """out/adapter: what PEFT, vLLM and llama.cpp's converter read, and the tokenizer with its chat template."""
    out = job.out / "adapter"
    trainer.model.save_pretrained(out, selected_adapters=["default"])
    trainer.processing_class.save_pretrained(out)
    (out / "README.md").unlink(missing_ok=True)  # PEFT's empty card; the control plane writes the real one
    name = json.loads((out / "adapter_config.json").read_text())["base_model_name_or_path"]
    if name != job.public_name("base_model"):
        raise JobFailure("unexpected", f"adapter_config.json names the base {name}")
    return "adapter"
