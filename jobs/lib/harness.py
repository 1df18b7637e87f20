"""EleutherAI's lm-evaluation-harness as a library: its own folder, templates without Python, a task made of rows."""
import json
import os
import re
import sys
from importlib import metadata
from pathlib import Path

from lib.chat import only_file
from lib.exits import JobFailure

# jobs/requirements/lm_eval.txt has the same; what is said here is in the digest of the recipes, and so in a job's identity
VERSION = "0.4.13"
TEMPLATES = ("doc_to_text", "doc_to_target", "doc_to_choice", "description")
BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
MAY_BE_MISSING = ("defined", "undefined", "default", "d")
OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_EVALUATE_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1",
           "DISABLE_MULTIPROC": "1"}  # fmt: skip


class Docs(list):
    """Rows as the harness reads a split: it asks a datasets.Dataset for its columns and indexes, nothing else."""

    def __init__(self, rows: list[dict]):
        super().__init__(rows)
        self.features = dict.fromkeys(rows[0] if rows else ())


def load():
    """Puts the harness behind our own packages and takes Python out of its templates; returns its module `utils`."""
    folder = os.environ.get("JOB_LM_EVAL_DIR", "")
    if not Path(folder, "lm_eval").is_dir():
        raise JobFailure("unexpected", "this target has no lm_eval: make its environment once with "
                                       "`node apps/launcher/bootstrap.mjs setup --lm-eval`, or use the image of "
                                       "docker/Dockerfile.lm-eval")  # fmt: skip
    os.environ.update(OFFLINE)
    if folder not in sys.path:
        sys.path.append(folder)
    if (found := metadata.version("lm_eval")) != VERSION:
        raise JobFailure("unexpected", f"lm_eval is {found} here, not {VERSION}: make its environment again")
    import lm_eval.utils as utils
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # its own environment is not a sandbox: {{ x.__class__.__mro__ }} would lead a template out to Python
    utils.env = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
    utils.env.filters["regex_replace"] = utils.regex_replace
    return utils


def read_docs(path: Path, needed: set[str], split: str) -> list[dict]:
    """Every row as it was uploaded. Ends the job at the first that is no object or lacks a field, with its line."""
    rows = []
    with open(only_file(path), encoding="utf-8", errors="strict") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise JobFailure("data_rejected", f"{split}: line {number} is not JSON: {error}") from error
            lacking = sorted(needed - row.keys()) if isinstance(row, dict) else ["a JSON object"]
            if lacking:
                raise JobFailure("data_rejected", f"{split}: line {number} has no '{lacking[0]}', which the task reads")
            rows.append(row)
    return rows


def fields_of(ask: dict, utils) -> set[str]:
    """Names of the row's fields that the templates read. Ends the job at a template that is none."""
    from jinja2 import TemplateSyntaxError, meta, nodes

    found: set[str] = set()
    for name in TEMPLATES:
        template = ask.get(name)
        if not isinstance(template, str):
            continue
        try:
            tree = utils.env.parse(template)
        except TemplateSyntaxError as error:
            raise JobFailure("bad_spec", f"params.{name}: line {error.lineno}: {error.message}") from error
        if BARE.match(template) and name != "description":
            found.add(template)
        asked = (one for one in tree.find_all((nodes.Test, nodes.Filter)) if one.name in MAY_BE_MISSING)
        optional = {one.node.name for one in asked if isinstance(one.node, nodes.Name)}
        found |= meta.find_undeclared_variables(tree) - optional - set(utils.env.globals)
    return found


def task_of(ask: dict, rows: tuple[list[dict], list[dict]], seed: int, max_gen_toks: int):
    """A task of the harness over `rows`, those to ask and those for examples. Every one is rendered, so that a bad one is named."""
    from jinja2 import TemplateError
    from lm_eval.api.task import ConfigurableTask

    docs, pool = rows
    splits = {"test": Docs(docs), "fewshot": Docs(pool)}
    own = ("task", "output_type", *TEMPLATES, "target_delimiter", "fewshot_delimiter", "num_fewshot", "metric_list",
           "metadata")  # fmt: skip
    config = {name: ask[name] for name in own if ask.get(name) is not None}
    config |= {"test_split": "test", "custom_dataset": lambda **_: splits}
    if ask["output_type"] == "generate_until":
        until = ask.get("generation_kwargs", {}).get("until", [ask["fewshot_delimiter"]] if ask["fewshot_delimiter"] else [])
        config["generation_kwargs"] = {"until": until, "do_sample": False, "max_gen_toks": max_gen_toks}
    if pool:
        config |= {"fewshot_split": "fewshot", "fewshot_config": {"sampler": ask["fewshot_config"]["sampler"]}}
    at = 0
    try:
        task = ConfigurableTask(config=config)
        for at, doc in enumerate([*docs, *pool]):  # noqa: B007 -- `at` is told by the handler
            check(task, doc)
        check_sizes(task, docs)
    # what templates and the harness' own constructor throw at rows that they were not made for
    except (TemplateError, TypeError, ValueError, KeyError, IndexError, SyntaxError, AssertionError) as error:
        where = "the rows" if isinstance(error, Uneven) else f"row {at}" if at < len(docs) else f"few-shot row {at - len(docs)}"
        # the harness tries the first row itself, and looks no index up before it uses it
        why = "doc_to_target gives an index that no choice has" if isinstance(error, IndexError) else error
        raise JobFailure("data_rejected", f"{where}: the task does not fit: {why}") from error
    task.set_fewshot_seed(seed)
    return task


class Uneven(ValueError):
    """Of all rows together."""


def check_sizes(task, docs: list[dict]) -> None:
    """Throws Uneven for a metric that the harness could not reckon of so many choices, which it would find out at the end."""
    wanted = {"f1", "brier_score"} & task.aggregation().keys()
    sizes = {len(task.doc_to_choice(doc)) for doc in docs} if wanted else set()
    if "f1" in wanted and sizes != {2}:
        raise Uneven("the harness reckons 'f1' of two choices alone; take 'mcc' or 'acc'")
    if len(sizes) > 1:
        raise Uneven("'brier_score' needs as many choices in every row")


def check(task, doc: dict) -> None:
    """Throws what says why the harness could not ask or score this row; it would go on and count it as wrong."""
    if not isinstance(task.doc_to_text(doc), str):
        raise ValueError("doc_to_text gives no text")
    target = task.doc_to_target(doc)
    if isinstance(target, list) != bool(task.multiple_target):
        raise ValueError("doc_to_target gives one answer in some rows and a list in others")
    if task.config.doc_to_choice is None:
        if task.OUTPUT_TYPE == "loglikelihood" and not isinstance(target, str):
            raise ValueError("doc_to_target gives no text")
        return
    choices = task.doc_to_choice(doc)
    if not isinstance(choices, list) or len(choices) < 2 or not all(isinstance(one, str) and one for one in choices):
        raise ValueError("doc_to_choice gives no list of two or more texts")
    for one in target if isinstance(target, list) else [target]:
        if not (one in choices if isinstance(one, str) else 0 <= one < len(choices)):
            raise ValueError(f"doc_to_target gives {one!r}, which is none of the {len(choices)} choices nor the index of one")
