"""Several nodes, each with a launcher of its own: who is told apart by which variables, and one training, one end for all."""
import json
import signal
import socket

import pytest
from lib import launcher, meeting
from lib.exits import JobFailure
from lib.placement import Placement, first_host, placed
from test_ranks import TWO, children, is_alive, killed_rank_resumes, launched, said, wait_for

NODES = {"processes": {"nproc_per_node": 1, "nnodes": 2}}
PLAIN = {"NODE_RANK": "1", "MASTER_ADDR": "10.0.0.1", "MASTER_PORT": "29500"}
SLURM = {"SLURM_NODEID": "1", "SLURM_NNODES": "2", "SLURM_JOB_NODELIST": "gpu[03-04]", "SLURM_JOB_ID": "1054"}
POD = {"JOB_COMPLETION_INDEX": "1", "HOSTNAME": "lu-x-1", "JOB_SERVICE": "lu-x.team.svc"}


@pytest.mark.parametrize(("env", "address", "port"), [
    (PLAIN, "10.0.0.1", 29500),
    (SLURM, "gpu03", 21054),
    (POD, "lu-x-0.lu-x.team.svc", 29500),
    (SLURM | {"MASTER_PORT": "4000"}, "gpu03", 4000),
])  # fmt: skip
def test_what_starts_a_node_says_where_it_is(env, address, port):
    spec = {"processes": {"nproc_per_node": 2, "nnodes": 2}}
    place = placed(spec, env)
    assert place == Placement(1, 2, 2, address, port)
    assert (place.world, list(place.ranks)) == (4, [2, 3])


@pytest.mark.parametrize(("hosts", "first"), [
    ("a", "a"), ("a,b[1-2]", "a"), ("gpu[03-05,07],x", "gpu03"), ("r[1,3]-n[08-09]", "r1-n08"), ("n-1,n-2", "n-1"),
])  # fmt: skip
def test_the_first_host_of_a_slurm_list(hosts, first):
    assert first_host(hosts) == first


@pytest.mark.parametrize(("env", "says"), [
    ({}, "NODE_RANK, MASTER_ADDR, MASTER_PORT"),
    ({"NODE_RANK": "1"}, "no MASTER_ADDR, MASTER_PORT"),
    (PLAIN | {"NODE_RANK": "2"}, "NODE_RANK is 2"),
    (PLAIN | {"NODE_RANK": "x"}, "'x', not a number"),
    (PLAIN | {"MASTER_PORT": "70000"}, "no port"),
    (SLURM | {"SLURM_NNODES": "3"}, "has placed 3 nodes"),
    (SLURM | {"SLURM_JOB_NODELIST": ""}, "not a list of hosts"),
    (POD | {"HOSTNAME": "else"}, "no MASTER_ADDR"),
])  # fmt: skip
def test_a_target_that_does_not_say_is_refused(env, says):
    with pytest.raises(JobFailure, match=says) as failure:
        placed(NODES, env)
    assert failure.value.reason == "bad_spec"


def test_one_node_reads_none_of_it():
    assert placed(TWO, SLURM | PLAIN).nodes == 1


def test_each_process_gets_what_torchrun_would_set(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    monkeypatch.delenv("GLOO_SOCKET_IFNAME", raising=False)
    found = launcher.environments(Placement(1, 2, 2, "gpu03", 21054), meeting.Meeting(port=4711))
    common = {"WORLD_SIZE": "4", "LOCAL_WORLD_SIZE": "2", "NODE_RANK": "1", "MASTER_ADDR": "gpu03", "MASTER_PORT": "4711",
              "OMP_NUM_THREADS": "2"}  # fmt: skip
    assert found == [common | {"RANK": "2", "LOCAL_RANK": "0"}, common | {"RANK": "3", "LOCAL_RANK": "1"}]


def at(node: int, port: int, **more: str) -> dict[str, str]:
    return {"NODE_RANK": str(node), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)} | more


def two_nodes(tmp_path, body: str):
    port = meeting.free_port()
    return [(tmp_path / f"node-{node}", launched(tmp_path / f"node-{node}", body, NODES, at(node, port))) for node in (0, 1)]


READY = 'open(f"{place}/ready", "w").close()\n'


def ready(folder, node: int):
    return wait_for((folder / ("ready" if node == 0 else "ranks/1/ready")).exists)


def test_nodes_meet_and_their_processes_are_told_where(tmp_path):
    (host, first), (guest, second) = two_nodes(tmp_path, 'print("said by", rank)')
    assert (first.wait(30), second.wait(30)) == (0, 0)
    seen = [json.loads((host / "seen.json").read_text()), json.loads((guest / "ranks/1/seen.json").read_text())]
    assert [(one["RANK"], one["LOCAL_RANK"], one["WORLD_SIZE"]) for one in seen] == [("0", "0", "2"), ("1", "0", "2")]
    assert seen[0]["MASTER_PORT"] == seen[1]["MASTER_PORT"] and {one["GLOO_SOCKET_IFNAME"] for one in seen} == {"lo"}
    assert said(guest / "nodes/1")["reason"] == "succeeded" and not (guest / "termination.json").exists()
    assert (guest / "nodes/1/output.log").read_text() == "said by 1\n"
    assert not (host / "nodes").exists()


def test_a_rank_that_dies_on_another_node_is_named_on_both(tmp_path):
    (host, first), (guest, second) = two_nodes(
        tmp_path, READY + "time.sleep(600) if rank == '0' else os.kill(os.getpid(), 9)"
    )
    assert (first.wait(30), second.wait(30)) == (75, 75)
    for word in (said(host), said(guest / "nodes/1")):
        assert word["message"] == "rank 1 of 2 on node 1: killed by SIGKILL, without a word"


@pytest.mark.parametrize("lost", [0, 1])
def test_a_node_that_is_lost_ends_the_other(tmp_path, lost):
    nodes = two_nodes(tmp_path, READY + "time.sleep(600)")
    for node, (folder, _process) in enumerate(nodes):
        ready(folder, node)
    left = children(nodes[lost][1].pid)
    nodes[lost][1].kill()
    other = 1 - lost
    assert nodes[other][1].wait(30) == 75
    folder = nodes[0][0] if other == 0 else nodes[1][0] / "nodes/1"
    assert said(folder) == {"schema_version": 1, "code": 75, "reason": "transient", "message": f"node {lost} of 2 is lost"}
    nodes[lost][1].wait()
    wait_for(lambda: not any(is_alive(pid) for pid in left))


@pytest.mark.parametrize("told", [0, 1])
def test_a_stop_of_one_node_stops_all(tmp_path, told):
    nodes = two_nodes(tmp_path, "signal.signal(signal.SIGTERM, lambda *_: os._exit(143))\n" + READY + "time.sleep(600)")
    for node, (folder, _process) in enumerate(nodes):
        ready(folder, node)
    nodes[told][1].send_signal(signal.SIGTERM)
    assert [process.wait(30) for _folder, process in nodes] == [143, 143]
    assert said(nodes[0][0])["reason"] == said(nodes[1][0] / "nodes/1")["reason"] == "terminated"


GLOO = """
import torch.distributed as dist
from lib import ranks
from lib.contract import write_termination
from lib.exits import CODES, classify
dist.init_process_group("gloo")
try:
    print(ranks.gathered(rank), ranks.of_first(rank), flush=True)
    ranks.agreed(8 if rank == "0" else None, "inputs.checkpoint")
except Exception as error:
    write_termination(ranks.folder(Path(".")), *(said := classify(error, ".")))
    sys.exit(CODES[said[0]])
"""


def test_nodes_that_see_different_files_are_refused(tmp_path):
    (host, first), (guest, second) = two_nodes(tmp_path, GLOO)
    assert (first.wait(60), second.wait(60)) == (2, 2)
    assert "inputs.checkpoint: rank 0 has 8, rank 1 has None; every node" in said(host)["message"]
    assert (guest / "nodes/1/output.log").read_text() == "['0', '1'] 0\n"


def test_a_node_that_never_comes_is_named(tmp_path):
    port = meeting.free_port()
    host = launched(tmp_path / "a", "", NODES, at(0, port, JOB_MEET_SECONDS="1"))
    assert host.wait(30) == 75
    assert said(tmp_path / "a")["message"] == f"node 1 of 2 has not come to 127.0.0.1:{port} within 1 s"
    guest = launched(tmp_path / "b", "", NODES, at(1, port, JOB_MEET_SECONDS="1"))
    assert guest.wait(30) == 75
    assert f"has not met node 0 at 127.0.0.1:{port} within 1 s" in said(tmp_path / "b/nodes/1")["message"]


def test_strangers_are_not_let_in(tmp_path):
    port = meeting.free_port()
    host = launched(tmp_path / "a", "", NODES, at(0, port, JOB_MEET_SECONDS="60"))
    wait_for(lambda: not _refused(port))
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
        other = launched(tmp_path / "b", "", NODES | {"job_id": "job_other"}, at(1, port))
        assert other.wait(30) == 2
        assert "another attempt meets there" in said(tmp_path / "b/nodes/1")["message"]
        assert launched(tmp_path / "c", "", NODES, at(1, port)).wait(30) == 0
        assert host.wait(30) == 0


def _refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_stop_while_a_node_waits_for_the_others(tmp_path):
    host = launched(tmp_path, "", NODES, at(0, port := meeting.free_port()))
    wait_for(lambda: not _refused(port))
    host.send_signal(signal.SIGTERM)
    assert host.wait(30) == 143
    assert said(tmp_path)["reason"] == "terminated"


def test_two_nodes_leave_the_bytes_of_two_processes_on_one_also_through_a_kill(job, of_method, pairs):
    """Each node has a workspace of its own; an attempt goes on from what node 0 has kept of both."""
    runs = []

    def attempts(number, *of):
        port = meeting.free_port()
        runs[:] = [job(*of, attempt=number, change=NODES, env=at(node, port)) for node in (0, 1)]
        return [*runs]

    killed_rank_resumes(job, of_method, pairs, attempts)
    guest = runs[1].workspace
    for name in ("events.jsonl", "result.json", "termination.json", "samples.jsonl"):
        assert not (guest / name).exists()
    assert not [*(guest / "checkpoints").iterdir()] and not [*guest.rglob("rng_state*")]
    assert said(guest / "nodes/1")["reason"] == "succeeded"
