"""Student code on a cluster's worker sees neither its keys nor its connections."""

import json
import sys
import tempfile
from pathlib import Path

import dask.config
import pytest
from certificates import make_certificates, use
from distributed.security import Security

from autograder.authoring.source_notebooks import ROOT
from autograder.class_run.pool import Task
from autograder.class_run.run import make_plan
from autograder.cluster.address import ClusterError, check_address, is_private
from autograder.cluster.dask_pool import DaskPool
from autograder.cluster.secrets import secret_folders
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter
from benchmarks.cluster_processes import ClusterProcesses

A = "step_by_step"
# Looks where the keys are, in what it has inherited, and in every process that it can see.
LOOK = """
import json, os, pathlib, socket
def text(path):
    try:
        return pathlib.Path(path).read_text(errors="replace")
    except OSError as error:
        return type(error).__name__
kinds = []
for fd in os.listdir("/proc/self/fd"):
    try:
        kinds.append(os.readlink(f"/proc/self/fd/{fd}").partition(":")[0])
    except OSError:
        pass
unix_and_internet = text("/proc/net/tcp").count("\\n") + text("/proc/net/tcp6").count("\\n")
seen = {
    "keys": [text(path) for path in KEYS],
    "environment": [name for name in os.environ if "DASK" in name or "TLS" in name],
    "connections": unix_and_internet - 2,
    "sockets": kinds.count("socket"),
    "processes": [pid for pid in os.listdir("/proc") if pid.isdigit() and "dask" in text(f"/proc/{pid}/cmdline")],
}
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def certificates():
    """Laid where Python itself lies, which student code can read but for this folder."""
    with tempfile.TemporaryDirectory(dir=sys.prefix, prefix="keys-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        environment = make_certificates(folder)
        for path in folder.iterdir():
            path.chmod(0o644)
        yield environment


@pytest.mark.slow
def test_student_code_sees_no_key_no_connection_and_no_process_of_the_cluster(certificates, course_root, tmp_path):
    with GradebookWriter(Course(course_root), A, A) as writer:
        plan = make_plan(Course(course_root), A, writer.master_cells())
    keys = [certificates[f"DASK_DISTRIBUTED__COMM__TLS__{role}"] for role in ("CA_FILE", "WORKER__KEY", "WORKER__CERT")]
    notebook = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "look", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].insert(0, cell | {"source": f"KEYS = {keys!r}\n{LOOK}"})
    with (
        use(certificates),
        ClusterProcesses(1, tmp_path, certificates) as processes,
        DaskPool(A, course_root, processes.address) as pool,
    ):
        assert processes.address.startswith("tls://")
        (graded,) = pool.grade([Task(plan, "ada", json.dumps(notebook).encode())])
    executed = json.loads(graded.notebook)
    seen = json.loads("".join(executed["cells"][0]["outputs"][0]["text"]))
    assert seen == {
        "keys": ["FileNotFoundError"] * 3,
        "environment": [],
        "connections": 0,
        "sockets": 1,  # the grader's own channel
        "processes": [],
    }
    assert set(graded.record.scores.values()) == {0.0}


def test_the_folders_of_keys_and_of_configuration_are_hidden(certificates, monkeypatch, tmp_path):
    monkeypatch.setattr(dask.config, "paths", [str(tmp_path), str(tmp_path / "not there")])
    key = Path(certificates["DASK_DISTRIBUTED__COMM__TLS__WORKER__KEY"])
    with use(certificates):
        assert secret_folders(Security()) == sorted([tmp_path.resolve(), key.parent.resolve()])
    assert secret_folders(Security(tls_worker_key=str(key))) == sorted([tmp_path.resolve(), key.parent.resolve()])
    assert secret_folders(Security(tls_worker_key=key.read_text())) == [tmp_path.resolve()]  # a key, not a file


@pytest.mark.parametrize("address", ["scheduler", "tcp://host", "tcp://host:port", "http://host:80", "tcp://:8786"])
def test_what_is_no_address_is_an_error(address):
    with pytest.raises(ClusterError) as caught:
        check_address(address)
    assert str(caught.value) == f"A scheduler's address is tcp://host:port or tls://host:port, not {address!r}."


def test_encryption_without_certificates_is_an_error(certificates, tmp_path):
    with pytest.raises(ClusterError, match=r"^tls://host:8786 needs certificates\. Name them in DASK_DISTRIBUTED"):
        check_address("tls://host:8786")
    with use(certificates):
        check_address("tls://host:8786")
    missing = {name: str(tmp_path / "none") for name in certificates}
    with use(missing), pytest.raises(ClusterError, match="certificates of Dask's configuration cannot be used: "):
        check_address("tls://host:8786")


def test_only_encrypted_and_local_addresses_are_private():
    assert [is_private(address) for address in ("tls://host:1", "tcp://127.0.0.1:1", "tcp://[::1]:1")] == [True] * 3
    assert not is_private("tcp://scheduler:8786")
