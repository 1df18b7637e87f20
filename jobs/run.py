"""Runs one attempt: reads $JOB_SPEC, calls main(job) of recipes/<recipe>.py, ends with the contract's exit code.

Recipes are the files present, nothing else. Whatever happens short of a kill leaves termination.json in
$JOB_WORKSPACE.
"""
import faulthandler
import importlib
import os
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True  # the program's folder is read-only in a container

from lib.contract import JobDir, load_spec, write_termination  # noqa: E402
from lib.exits import CODES, JobFailure, Terminated, classify  # noqa: E402
from lib.hardware import set_environment  # noqa: E402


def recipes() -> list[str]:
    return sorted(path.stem for path in (HERE / "recipes").glob("*.py") if not path.stem.startswith("_"))


def main() -> int:
    faulthandler.enable()
    os.umask(0o022)
    workspace = Path(os.environ["JOB_WORKSPACE"]).resolve()
    job = None
    try:
        job = JobDir(load_spec(recipes()), workspace)
        set_environment(job.scratch)
        job.phase("starting")
        importlib.import_module(f"recipes.{job.spec.recipe}").main(job)
        if not (workspace / "result.json").exists():
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
        write_termination(workspace, reason, message)
        return CODES[reason]


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # torch and llama.cpp threads may hang or crash in their destructors; all that counts is durable by now.
    sys.stderr.flush()
    os._exit(code)
