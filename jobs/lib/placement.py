"""Which node of how many this is, and where they meet, by the variables of whatever has started it on each.

No torch at import. docs/training.md has the table of the variables.
"""
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from lib.exits import JobFailure

NAMES = ("NODE_RANK", "MASTER_ADDR", "MASTER_PORT")
PORT = 29500  # torchrun's; a pod has an address of its own
# Several jobs share a machine of a cluster; below the ports that Linux gives to connections (32768).
SLURM_PORTS = range(20_000, 30_000)


@dataclass(frozen=True)
class Placement:
    """`local`: processes on each node. Node 0 listens at address:port."""

    node: int
    nodes: int
    local: int
    address: str
    port: int

    @property
    def world(self) -> int:
        return self.local * self.nodes

    @property
    def ranks(self) -> range:
        return range(self.node * self.local, (self.node + 1) * self.local)


def processes(spec: dict) -> tuple[int, int]:
    """(processes on each node, nodes)."""
    asked = spec.get("processes") or {}
    return asked.get("nproc_per_node", 1), asked.get("nnodes", 1)


def placed(spec: dict, env: Mapping[str, str] = os.environ) -> Placement:
    """Raises bad_spec where nobody has said where the other nodes are, or where what was said contradicts the spec.

    Plain variables win over those of Slurm and of a Kubernetes Indexed Job. With one node none of them is looked at.
    """
    local, nodes = processes(spec)
    if nodes == 1:
        return Placement(0, 1, local, "127.0.0.1", 0)
    given = {name: env[name] for name in (*NAMES, "NNODES") if name in env}
    found = _of_slurm(env) | _of_kubernetes(env) | given
    missing = [name for name in NAMES if name not in found]
    if missing:
        raise JobFailure("bad_spec", f"processes.nnodes is {nodes}, but the compute target sets no {', '.join(missing)}"
                         " (nor what Slurm or a Kubernetes Indexed Job sets)")  # fmt: skip
    node, port = _number("NODE_RANK", found), _number("MASTER_PORT", found)
    if _number("NNODES", found | {"NNODES": found.get("NNODES", nodes)}) != nodes:
        raise JobFailure("bad_spec", f"processes.nnodes is {nodes}, but the compute target has placed {found['NNODES']} nodes")
    if node >= nodes:
        raise JobFailure("bad_spec", f"NODE_RANK is {node}, but processes.nnodes is {nodes}")
    if not 0 < port < 65536:
        raise JobFailure("bad_spec", f"MASTER_PORT is {port}, which is no port")
    return Placement(node, nodes, local, found["MASTER_ADDR"], port)


def _number(name: str, found: Mapping) -> int:
    if not re.fullmatch(r"\d{1,9}", str(found[name])):
        raise JobFailure("bad_spec", f"{name} is {found[name]!r}, not a number")
    return int(found[name])


def _of_slurm(env: Mapping[str, str]) -> dict[str, str]:
    """Of a step that starts one task on each node (srun --ntasks-per-node=1)."""
    if "SLURM_NODEID" not in env or "SLURM_JOB_NODELIST" not in env:
        return {}
    port = SLURM_PORTS.start + _number("SLURM_JOB_ID", {"SLURM_JOB_ID": "0"} | env) % len(SLURM_PORTS)
    found = {"NODE_RANK": env["SLURM_NODEID"], "MASTER_ADDR": first_host(env["SLURM_JOB_NODELIST"]), "MASTER_PORT": str(port)}
    return found | ({"NNODES": env["SLURM_NNODES"]} if "SLURM_NNODES" in env else {})


def first_host(hosts: str) -> str:
    """The first of a Slurm host list: gpu[03-05,07],login1 is gpu03."""
    first = re.match(r"(?:\[[^\]]*\]|[^,\[])+", hosts)
    if first is None:
        raise JobFailure("bad_spec", f"SLURM_JOB_NODELIST is {hosts!r}, not a list of hosts")
    return re.sub(r"\[([^\],-]+)[^\]]*\]", r"\1", first[0])


def _of_kubernetes(env: Mapping[str, str]) -> dict[str, str]:
    """Of an Indexed Job, whose pods are JOB-INDEX; the headless service whose name the target puts into JOB_SERVICE finds pod 0."""
    index = env.get("JOB_COMPLETION_INDEX")
    if index is None:
        return {}
    found = {"NODE_RANK": index, "MASTER_PORT": str(PORT)}
    pod = env.get("HOSTNAME") or socket.gethostname()
    if "JOB_SERVICE" in env and pod.endswith(f"-{index}"):
        found["MASTER_ADDR"] = f"{pod.removesuffix(f'-{index}')}-0.{env['JOB_SERVICE']}"
    return found
