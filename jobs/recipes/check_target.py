"""Shows that a program can run here: reads its spec, loads every recipe, writes a report and says the word that it was given."""
import importlib
import json
from pathlib import Path

from lib.contract import JobDir
from lib.environment import summary


def main(job: JobDir) -> None:
    job.phase("verifying")
    job.log(f"the word is {job.params.word}")
    recipes, failed = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py")), {}
    for name in recipes:
        try:
            importlib.import_module(f"recipes.{name}")
        except Exception as error:  # a broken package raises what it likes
            failed[name] = f"{type(error).__name__}: {error}"[:300]
            job.log(f"{name} cannot be loaded: {failed[name]}", "error")
    folder = job.out / "report"
    folder.mkdir()
    report = {"word": job.params.word, "recipes": recipes, "failed": failed, "packages": summary()["packages"]}
    (folder / "report.json").write_text(json.dumps(report))
    job.finish({"report": "report"}, {"recipes": len(recipes), "recipes_failed": len(failed)})
