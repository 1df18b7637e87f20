"""Runs the program named in argv once per workspace: `once.py run.py`.

An engine restarts an exited container when it is told to start it again, for example by a worker that slept through the
loss of its lease. The second start ends at once with what the first one left behind. Where JOB_OUTPUT names a file, all
that is printed goes there.
"""
import json
import os
import sys

TRANSIENT = 75


def main(workspace: str, program: str) -> int:
    if output := os.environ.get("JOB_OUTPUT"):
        redirect(output)
    try:
        os.close(os.open(os.path.join(workspace, ".started"), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return left_behind(workspace)
    os.execv(sys.executable, [sys.executable, program])


def redirect(output: str) -> None:
    file = os.open(output, os.O_WRONLY | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.close(file)


def left_behind(workspace: str) -> int:
    if os.path.exists(os.path.join(workspace, "result.json")):
        return 0
    try:
        with open(os.path.join(workspace, "termination.json"), encoding="utf-8") as file:
            return int(json.load(file)["code"])
    except (OSError, ValueError, KeyError, TypeError):
        return TRANSIENT


if __name__ == "__main__":
    sys.exit(main(os.environ["JOB_WORKSPACE"], sys.argv[1]))
