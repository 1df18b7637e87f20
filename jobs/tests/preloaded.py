"""What the process that forked.py forks has in memory: every recipe with all that it imports."""
import importlib
import sys
import tempfile
from pathlib import Path

JOBS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(JOBS))

from lib.hardware import set_environment  # noqa: E402
from lib.loading import quick  # noqa: E402

set_environment(Path(tempfile.gettempdir()) / "preloaded")  # read at their import; nothing is written there
with quick({"recipe": "", "params": {}, "inputs": {}}):
    for recipe in (JOBS / "recipes").glob("[!_]*.py"):
        importlib.import_module(f"recipes.{recipe.stem}")
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM  # noqa: F401 -- read when first asked for
