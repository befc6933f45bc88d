"""The files of the cluster guide say what the code needs."""

import importlib.util
import re
from pathlib import Path

import pytest
import yaml
from certificates import make_certificates, use

from autograder.sandbox.walls.limits import Limits

GUIDE = Path(__file__).parents[2] / "docs" / "cluster"


@pytest.fixture(scope="module")
def resources():
    cluster, policy = yaml.safe_load_all((GUIDE / "kubernetes.yaml").read_text(encoding="utf-8"))
    return cluster, policy


def container(cluster, role):
    (only,) = cluster["spec"][role]["spec"]["containers"]
    return only


def test_everybody_in_kubernetes_speaks_tls_and_finds_the_keys(resources):
    cluster, _ = resources
    for role in ("scheduler", "worker"):
        environment = {item["name"]: item["value"] for item in container(cluster, role)["env"]}
        assert environment["DASK_SCHEDULER_ADDRESS"].startswith("tls://autograder-scheduler.grading.")
        assert environment["DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION"] == "true"
        (mount,) = container(cluster, role)["volumeMounts"]
        keys = [value for name, value in environment.items() if "TLS" in name]
        assert {str(Path(key).parent) for key in keys} == {mount["mountPath"]}


def test_a_worker_in_kubernetes_grades_one_submission_at_a_time_with_memory_for_it(resources):
    worker = container(resources[0], "worker")
    assert worker["args"][worker["args"].index("--nthreads") + 1] == "1"
    assert worker["resources"]["limits"]["memory"] == "3Gi"
    assert 1.5 * Limits.for_assignment("step_by_step").memory < (3 << 30)
    assert 1.4 * Limits.for_assignment("application").memory < (6 << 30)
    assert worker["securityContext"]["capabilities"]["add"] == ["SYS_ADMIN"]


def test_a_worker_in_kubernetes_reaches_its_cluster_alone(resources):
    _, policy = resources
    assert set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"}
    labels = {"dask.org/cluster-name": resources[0]["metadata"]["name"]}
    assert policy["spec"]["ingress"] == [{"from": [{"podSelector": {"matchLabels": labels}}]}]


def test_the_job_for_slurm_starts_one_worker_with_its_certificates(tmp_path):
    specification = importlib.util.spec_from_file_location("slurm", GUIDE / "slurm.py")
    slurm = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(slurm)
    with use(make_certificates(tmp_path)), slurm.make_cluster("application", "compute") as cluster:
        script = cluster.job_script()
        assert cluster.scheduler_address.startswith("tls://")
    assert "#SBATCH -p compute\n" in script
    assert "#SBATCH --mem=6G\n" in script
    assert "#SBATCH --cpus-per-task=1\n" in script
    command = re.search(r"^.* -m distributed\.cli\.dask_worker .*$", script, re.MULTILINE)[0]
    assert " --nthreads 1 " in command
    assert f" --tls-key {tmp_path}/cluster.key" in command
