"""llama.cpp's quantiser, which no Python wheel exposes, called by ctypes: python libllama.py SOURCE TARGET TYPE

A program of its own: an assertion that fails in the library ends its process. The library comes with the npm package
@node-llama-cpp/linux-x64, which JOB_LLAMA_DIR names the folder of. Its log goes to standard error.
"""
import ctypes
import os
import sys
from pathlib import Path

# llama_ftype of llama.h
FILE_TYPES = {"f16": 1, "q8_0": 7, "q5_k_m": 17, "q4_k_m": 15, "q6_k": 18}
LIBRARY = "libllama.*so"
SIZE = 64
UNTOUCHED = 0xA5
UNUSABLE = 3
LOG_CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)


class QuantizeParams(ctypes.Structure):
    """llama_model_quantize_params of release v0.5.0; it differs between releases, so what the library says is compared."""

    _fields_ = [
        ("nthread", ctypes.c_int32), ("ftype", ctypes.c_int32),
        ("output_tensor_type", ctypes.c_int32), ("token_embedding_type", ctypes.c_int32),
        ("allow_requantize", ctypes.c_uint8), ("quantize_output_tensor", ctypes.c_uint8), ("only_copy", ctypes.c_uint8),
        ("pure", ctypes.c_uint8), ("keep_split", ctypes.c_uint8), ("dry_run", ctypes.c_uint8),
        ("padding", ctypes.c_uint8 * 2),
        ("imatrix", ctypes.c_void_p), ("kv_overrides", ctypes.c_void_p), ("tt_overrides", ctypes.c_void_p),
        ("prune_layers", ctypes.c_void_p), ("last", ctypes.c_int32 * 2),
    ]  # fmt: skip


DEFAULTS = {"nthread": 0, "ftype": 7, "allow_requantize": 0, "quantize_output_tensor": 1, "only_copy": 0, "pure": 0,
            "keep_split": 0, "dry_run": 0, "imatrix": None, "kv_overrides": None, "tt_overrides": None,
            "prune_layers": None}  # fmt: skip


class Unusable(Exception):
    """The library is not there, or not the one that this was written for."""


def load(folder: Path):
    files = sorted(folder.glob(LIBRARY)) if folder.is_dir() else []
    if len(files) != 1:
        raise Unusable(f"JOB_LLAMA_DIR does not name a folder with one {LIBRARY}")
    try:
        library = ctypes.CDLL(str(files[0]))  # its neighbours by its own run path
        # By value, 64 bytes are returned through a hidden pointer, the first argument on x86-64 (System V).
        library.llama_model_quantize_default_params.argtypes = [ctypes.c_void_p]
        library.llama_model_quantize_default_params.restype = ctypes.c_void_p
        library.llama_model_quantize.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(QuantizeParams)]
        library.llama_model_quantize.restype = ctypes.c_uint32
        library.llama_log_set.argtypes = [LOG_CALLBACK, ctypes.c_void_p]
        library.llama_log_set.restype = None
    except (OSError, AttributeError) as error:
        raise Unusable(f"{files[0].name} cannot be used: {error}") from error
    return library


def default_params(library) -> QuantizeParams:
    """The library's defaults; raises where they do not lie where QuantizeParams has its fields."""
    memory = (ctypes.c_uint8 * (2 * SIZE)).from_buffer(bytearray([UNTOUCHED]) * (2 * SIZE))
    library.llama_model_quantize_default_params(ctypes.addressof(memory))
    check_layout(bytes(memory))
    return QuantizeParams.from_buffer_copy(memory)


def check_layout(memory: bytes) -> None:
    """`memory`: twice the struct's size of UNTOUCHED, after the library wrote its defaults to its beginning."""
    params = QuantizeParams.from_buffer_copy(memory)
    wrong = [name for name, value in DEFAULTS.items() if getattr(params, name) != value]
    if params.output_tensor_type != params.token_embedding_type or not 30 <= params.output_tensor_type <= 200:
        wrong.append("output_tensor_type")  # both GGML_TYPE_COUNT: none
    whole = memory[SIZE:] == bytes([UNTOUCHED]) * (len(memory) - SIZE) and memory[SIZE - 4 : SIZE] != bytes([UNTOUCHED]) * 4
    if wrong or not whole:
        raise Unusable(f"this libllama lays llama_model_quantize_params out otherwise than v0.5.0 does: {wrong or 'its size'}")


def main(source: str, target: str, kind: str) -> int:
    try:
        library = load(Path(os.environ.get("JOB_LLAMA_DIR", "")))
        params = default_params(library)
    except Unusable as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    log = LOG_CALLBACK(lambda _level, text, _data: os.write(2, text) and None)
    library.llama_log_set(log, None)
    params.nthread = int(os.environ.get("OMP_NUM_THREADS", "1"))
    params.ftype = FILE_TYPES[kind]
    return 1 if library.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(params)) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
