"""Runs one attempt: reads $JOB_SPEC, calls main(job) of recipes/<recipe>.py, ends with the contract's exit code.

Recipes are the files present, and the one that the target has put where JOB_RECIPE says. Whatever happens short of a kill leaves termination.json in
$JOB_WORKSPACE.
"""
import faulthandler
import importlib
import importlib.util
import os
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
OWN = "own"
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True  # the program's folder is read-only in a container

from lib import launcher, ranks  # noqa: E402
from lib.contract import JobDir, load_spec, write_termination  # noqa: E402
from lib.exits import CODES, JobFailure, Terminated, classify  # noqa: E402
from lib.hardware import set_environment  # noqa: E402
from lib.loading import quick  # noqa: E402


def recipes() -> list[str]:
    return sorted(path.stem for path in (HERE / "recipes").glob("*.py") if not path.stem.startswith("_"))


def program(recipe: str):
    """The module to run: one of ours, or main.py of the folder that JOB_RECIPE names; `lib` is the same for both."""
    folder = own_folder()
    if recipe != OWN or folder is None:
        return importlib.import_module(f"recipes.{recipe}")
    sys.path.append(str(folder))  # behind ours: no file of it stands for a part of lib
    spec = importlib.util.spec_from_file_location("own_recipe", folder / "main.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["own_recipe"] = module
    spec.loader.exec_module(module)
    if not callable(getattr(module, "main", None)):
        raise JobFailure("bad_spec", "the recipe has no main(job)")
    return module


def own_folder() -> Path | None:
    return Path(given) if (given := os.environ.get("JOB_RECIPE")) else None


def main() -> int:
    faulthandler.enable()
    os.umask(0o022)
    workspace = Path(os.environ["JOB_WORKSPACE"]).resolve()
    job = None
    try:
        spec = load_spec(recipes() + ([OWN] if own_folder() else []))
        if launcher.is_wanted(spec) and not ranks.is_one():
            return launcher.launch(spec, workspace)
        job = JobDir(spec, workspace)
        set_environment(job.scratch)
        job.phase("starting")
        with quick(spec):
            recipe = program(job.spec.recipe)
        recipe.main(job)
        if job.rank.is_main and not (workspace / "result.json").exists():
            raise JobFailure("unexpected", "the recipe returned without a result")
        return 0
    except (Exception, Terminated, KeyboardInterrupt) as error:
        reason, message = classify(error, str(workspace))
        if not isinstance(error, (JobFailure, Terminated)):
            traceback.print_exc()
        else:
            print(message, file=sys.stderr, flush=True)
        if job is not None:
            return job.terminate(reason, message)
        own = ranks.folder(workspace)
        own.mkdir(parents=True, exist_ok=True)
        write_termination(own, reason, message)
        return CODES[reason]


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # torch and llama.cpp threads may hang or crash in their destructors; all that counts is durable by now.
    sys.stderr.flush()
    os._exit(code)
