import ast
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from errno import EACCES, ENOLCK, ENOSYS, EPERM
from pathlib import Path

import pytest

from autograder.sandbox import engine
from autograder.sandbox import zygote_client as warm_process
from autograder.sandbox.child_process import ChildProcess
from autograder.sandbox.engine import Engine, EngineFailed, SandboxUnavailable
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from autograder.sandbox.walls import bubblewrap, control_groups, probing, seccomp
from autograder.sandbox.walls.limits import MB, Limits
from autograder.sandbox.walls.probing import what_can_be_enforced
from cnn_utils.compare.calls import Call

pytestmark = pytest.mark.skipif(
    any(found.required and not found.ok for found in what_can_be_enforced()), reason="this machine cannot confine"
)
LIMITS = Limits(cell_seconds=5.0, call_seconds=3.0, memory=300 * MB)
SLEEP = ["sleep", f"6543.{os.getpid()}"]  # nobody else's: several runs of these tests may go on at once


@pytest.fixture(scope="module")
def report():
    """What a confined cell sees of itself."""
    code = """
import json, os, resource
with open('/proc/self/status') as file:
    status = dict(line.split(':\\t', 1) for line in file.read().splitlines() if ':\\t' in line)
print(json.dumps({
    'uid': os.getuid(), 'gid': os.getgid(), 'pid': os.getpid(), 'ppid': os.getppid(),
    'capabilities': [status[name] for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')],
    'no_new_privs': status['NoNewPrivs'], 'filter': status['Seccomp'], 'threads': status['Threads'],
    'descriptors': sorted(int(fd) for fd in os.listdir('/proc/self/fd')),
    'namespaces': {name: os.readlink(f'/proc/self/ns/{name}') for name in os.listdir('/proc/self/ns')},
    'root': sorted(os.listdir('/')), 'cwd': os.getcwd(), 'home': os.environ['HOME'],
    'environment': sorted(os.environ),
    'limits': {name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if 'RLIMIT' in name},
    'mounts': [line.split()[4:6] for line in open('/proc/self/mountinfo')], 'covered': open('/proc/uptime').read(),
    'groups': os.getgroups(), 'umask': os.umask(0o77), 'first_to_go': open('/proc/self/oom_score_adj').read(),
    'owner': open('/proc/self/uid_map').read(),
    'group': os.getpgrp(), 'session': os.getsid(0), 'arguments': open('/proc/self/cmdline').read(),
}))
"""
    with Engine(EngineOptions("step_by_step", LIMITS)) as warm, Session(warm) as session, Session(warm) as other:
        found = json.loads(session.run_cell(code).outputs[0]["text"])
        return found | {"other": json.loads(other.run_cell(code).outputs[0]["text"])}


def test_a_child_is_nobody_and_has_no_capability(report):
    assert (report["uid"], report["gid"]) == (1000, 1000)
    assert set(report["capabilities"]) == {"0000000000000000"}
    assert report["no_new_privs"] == "1"
    assert (report["groups"], report["umask"], report["first_to_go"]) == ([], 0o77, "1000\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has no other users to give")
def test_no_other_session_is_the_same_user(report):
    assert report["owner"] != report["other"]["owner"]


def test_a_child_is_the_first_process_of_its_namespace(report):
    assert (report["pid"], report["ppid"]) == (1, 0)
    assert (report["group"], report["session"]) == (1, 1)
    assert report["threads"] == "1"


def test_every_namespace_is_the_childs_own(report):
    for name in ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup"):
        outside = str(Path(f"/proc/self/ns/{name}").readlink())
        assert len({report["namespaces"][name], report["other"]["namespaces"][name], outside}) == 3


def test_nothing_can_be_written_but_the_childs_own_small_folders(report):
    """By the mounts, whoever owns the files: of an ordinary user's Python that is the user of the child."""
    how = dict(report["mounts"])  # the last one at a place is what is seen there
    writable = {place for place, options in how.items() if "ro" not in options.split(",")}
    assert writable <= {"/proc", "/home/student", "/dev/shm", "/tmp"}
    assert {"/", "/data", "/usr", "/proc/sys"} <= how.keys() - writable
    assert all({"nosuid", "nodev"} <= set(how[place].split(",")) for place in writable)
    assert report["covered"] == ""


def test_a_child_has_one_descriptor_besides_the_standard_ones(report):
    # The fifth is the listing itself; 3 is the channel.
    assert report["descriptors"] == [0, 1, 2, 3, 4]


def test_a_child_sees_only_what_python_needs(report):
    top_of_python = {os.path.realpath(prefix).split("/")[1] for prefix in (sys.prefix, sys.base_prefix)}
    top_of_course = {os.path.realpath(engine.__file__).split("/")[1]}
    system = {"bin", "data", "dev", "etc", "home", "lib", "lib32", "lib64", "proc", "sbin", "tmp", "usr"}
    assert set(report["root"]) <= system | top_of_python | top_of_course
    assert report["cwd"] == report["home"] == "/home/student"


def test_what_others_have_handed_in_is_hidden_even_inside_what_python_needs(monkeypatch):
    exchange = Path(tempfile.mkdtemp(dir=sys.prefix))
    monkeypatch.setattr(engine, "NEVER_SHOWN", (exchange,))
    try:
        (exchange / "inbound").mkdir()
        with Engine(EngineOptions("step_by_step", LIMITS)) as warm, Session(warm) as session:
            seen = session.run_cell(f"import os\nos.listdir({str(exchange)!r})").outputs[0]
        assert seen["data"]["text/plain"] == "[]"
    finally:
        shutil.rmtree(exchange)


def test_the_environment_is_scrubbed(report):
    allowed = ("OMP_", "OPENBLAS_", "TF_", "CUDA_", "HDF5_", "MPL", "NBGRADER_EXECUTION", "XDG_CACHE_HOME")
    rest = {name for name in report["environment"] if not name.startswith(allowed)}
    assert rest <= {"PATH", "HOME", "LANG", "USER", "PWD", "OLDPWD", "SHLVL", "_"}


@pytest.mark.skipif(seccomp.library() is None, reason="libseccomp is not installed")
def test_a_child_wears_the_filter(report):
    assert report["filter"] == "2"


def test_limits_are_in_force(report):
    limits = {name.removeprefix("RLIMIT_"): bounds for name, bounds in report["limits"].items()}
    expected = {
        "CORE": 1,
        "CPU": 4 * (LIMITS.notebook_seconds + LIMITS.exercise_seconds),
        "FSIZE": LIMITS.file_size,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "NOFILE": 256,
        "NPROC": LIMITS.processes,
    }
    assert {name: limits[name] for name in expected} == {name: [bound] * 2 for name, bound in expected.items()}
    assert 0 < limits["DATA"][1] < LIMITS.memory + (1 << 30)  # with what the zygote has
    assert 0 < limits["AS"][1] < 2 * LIMITS.memory + (4 << 30)


def test_a_machine_that_cannot_confine_says_why_its_strongest_walls_do_not_stand(monkeypatch):
    def refused(settings, walls):
        raise EngineFailed(f"No {walls}.")

    monkeypatch.setattr(engine, "walls_to_try", lambda *, has_groups: ("namespaces", "bubblewrap"))
    monkeypatch.setattr(engine, "Zygote", refused)
    with pytest.raises(SandboxUnavailable, match=r"^No namespaces\. Run `autograder doctor`"), Engine(EngineOptions()):
        pass


def test_a_machine_that_cannot_confine_is_refused(monkeypatch):
    monkeypatch.setattr(warm_process, "_environment", lambda: {**os.environ, "PYTHONPATH": "/nowhere"})
    monkeypatch.setattr(warm_process.sys, "executable", "/bin/false")
    with pytest.raises(SandboxUnavailable, match=r"did not start.*Run `autograder doctor`"), Engine(EngineOptions()):
        pass


REFUSED_BY_THE_FILTER = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
own, lock = os.open("own", os.O_CREAT | os.O_RDWR), ctypes.create_string_buffer(64)
def errno(function, *arguments):
    ctypes.set_errno(0)
    return ctypes.get_errno() if function(*arguments) < 0 else 0
print({
    **{f"fcntl {command}": errno(libc.fcntl, own, command, lock if command < 1000 else 0)
       for command in (5, 6, 7, 36, 37, 38, 1024, 1026)},
    "sysinfo": errno(libc.sysinfo, lock), "fanotify_mark": errno(libc.syscall, 301, -1, 0, 0, -1, None),
    "name_to_handle_at": errno(libc.syscall, 303, -1, b"x", None, None, 0),
    "perf_event_open": errno(libc.syscall, 298, None, 0, -1, -1, 0),
    "TIOCSTI": errno(libc.ioctl, 0, 0x5412, b"x"), "TIOCLINUX": errno(libc.ioctl, 0, 0x541C, b"x"),
    "socketpair": errno(libc.socketpair, 1, 1, 0, (ctypes.c_int * 2)()),
})
"""


@pytest.mark.skipif(
    seccomp.library() is None or platform.machine() != "x86_64", reason="no libseccomp, or other numbers of calls"
)
@pytest.mark.parametrize("counted", [True, False])
def test_what_else_would_be_refused_later_or_not_at_all_the_filter_refuses(monkeypatch, counted):
    """On files of its own, and by the filter's own errors: whatever stands behind it would say another."""
    if not counted:
        monkeypatch.setattr(control_groups, "parents", lambda: None)
    elif control_groups.parents() is None:
        pytest.skip("control groups cannot be made here")
    with Engine(EngineOptions("step_by_step", LIMITS)) as warm, Session(warm) as session:
        found = ast.literal_eval(session.run_cell(REFUSED_BY_THE_FILTER).outputs[0]["text"])
    locks = {name: ENOLCK for name in found if name.startswith("fcntl")}
    absent = dict.fromkeys(("sysinfo", "fanotify_mark"), ENOSYS)
    refused = dict.fromkeys(("name_to_handle_at", "perf_event_open", "TIOCSTI", "TIOCLINUX"), EPERM)
    assert found == {**locks, **absent, **refused, "socketpair": 0 if counted else EACCES}


@pytest.fixture
def unconfined(monkeypatch):
    """The engine of a machine without namespaces and without bubblewrap."""
    real = warm_process.Zygote

    def refused(settings, walls):
        if walls != "none":
            raise EngineFailed("unshare: Operation not permitted")
        return real(settings, walls)

    monkeypatch.setattr(engine, "Zygote", refused)
    with Engine(EngineOptions("step_by_step", LIMITS, require_sandbox=False)) as warm:
        assert not warm.confined
        yield warm


def test_without_a_sandbox_the_limits_still_hold(unconfined):
    with Session(unconfined) as session:
        home = session.run_cell("import os\nos.getcwd()").outputs[0]["data"]["text/plain"].strip("'")
        assert Path(home).is_dir()
        session.run_cell("def f():\n    while True: pass\ndef g(): return [0] * 10**11\nimport subprocess")
        session.run_cell(f"subprocess.Popen({SLEEP})")
        assert comes_true(sleep_runs)
        assert session.observe(Call("f", ())).outcome == "timeout"
        assert session.observe(Call("g", ())).outcome == "memory"
    assert comes_true(lambda: not Path(home).exists() and not sleep_runs())


def test_without_a_sandbox_a_home_of_any_depth_is_removed(unconfined):
    with Session(unconfined) as session:
        session.run_cell("import os\nhome = os.getcwd()\nfor _ in range(1200):\n    os.mkdir('a'); os.chdir('a')")
        home = session.run_cell("home").outputs[0]["data"]["text/plain"].strip("'")
        assert Path(home, "a", "a").is_dir()
    assert comes_true(lambda: not Path(home).exists())


def test_a_child_that_cannot_be_confined_runs_nothing(monkeypatch):
    warm = Engine(EngineOptions("step_by_step", LIMITS))
    with warm:
        warm._settings["limits"] |= {"tmp_size": "no size"}
        with pytest.raises(EngineFailed, match="could not be confined"):
            warm._start()
        warm._settings["limits"] |= {"tmp_size": 1 << 20}


@pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap is not installed or may do nothing here")
def test_bubblewrap_stands_in_where_python_may_make_no_namespaces(monkeypatch):
    real = warm_process.Zygote

    def refused(settings, walls):
        if walls == "namespaces":
            raise EngineFailed("unshare: Operation not permitted")
        return real(settings, walls)

    monkeypatch.setattr(engine, "Zygote", refused)
    code = (
        "import os\nseen = [path for path in ('{0}/autograder/cases', '{0}/tests', '{0}/.git', '/etc/shadow')"
        " if os.path.exists(path)]\n"
        "for path in ('/x', '/usr/x', '/work/x'):\n    try: open(path, 'w')\n    except OSError: pass\n"
        "    else: seen.append(path)\nprint(seen, open('/proc/net/dev').read().count(':'), os.getuid())"
    ).format(Path(__file__).parents[2])
    with Engine(EngineOptions("step_by_step", LIMITS)) as warm, Session(warm) as session:
        assert warm.confined
        assert session.run_cell(code).outputs[0]["text"] == "[] 1 1000\n"
        assert session.run_cell("mark = 3\nimport os\n[os.kill(pid, 9) for pid in range(2, 50)]").outcome != "timeout"
        assert session.run_cell("1 + 1").outputs[0]["data"] == {"text/plain": "2"}


def test_as_an_ordinary_user_too():
    """The same walls where the grader is not root and owns nothing but a user namespace."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("the other tests have been run by an ordinary user already")
    code = (
        "import os\nfrom autograder.sandbox.walls import choosing\nfrom autograder.sandbox.engine import Engine\n"
        "from autograder.sandbox.options import EngineOptions\nfrom autograder.sandbox.session import Session\n"
        "assert not choosing.counts_processes()\nchoosing.counts_processes = lambda: True  # these cells start none\n"
        "with Engine(EngineOptions('step_by_step')) as e, Session(e) as s:\n"
        "    print(os.getuid(), e.confined)\n"
        "    seen = s.run_cell('import os; print(os.getuid(), open(\"/proc/self/status\").read())')\n"
        "    print(seen.outputs[0]['text'])\n"
        '    print(s.run_cell(\'open("/etc/x", "w")\').error)\n'
        "    print(s.run_cell('import os; os._exit(0)').outcome, s.run_cell('1').outcome)\n"
    )
    # A user namespace instead of another user: Python may be installed where only root can read it.
    as_user = ["unshare", "--user", "--map-user=1234", "--map-group=1234", "--"]
    run = subprocess.run([*as_user, sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("1234 True\n1000 "), run.stderr
    assert "CapEff:\t0000000000000000" in run.stdout
    assert run.stdout.endswith("OSError\nkilled returned\n")


@pytest.mark.parametrize("starter", ["split()", "threading.Thread(target=split).start()"])
def test_without_control_groups_a_whole_session_is_watched(monkeypatch, starter):
    monkeypatch.setattr(control_groups, "parents", lambda: None)
    bomb = (
        "import os, threading, time\ndef split():\n    for _ in range(6):\n        if not os.fork():\n"
        "            kept = b'x' * (120 << 20)\n            time.sleep(30)\n    time.sleep(30)\n"
        f"def f():\n    {starter}\n    time.sleep(30)"
    )
    with Engine(EngineOptions("step_by_step", LIMITS)) as warm, Session(warm) as session:
        session.run_cell(bomb)
        seen = session.observe(Call("f", ()))
        assert (seen.outcome, seen.raised.message) == ("memory", "It used more than 300 MB of memory and was stopped.")


def test_without_control_groups_the_processor_time_of_a_request_is_bounded(monkeypatch):
    monkeypatch.setattr(control_groups, "parents", lambda: None)
    monkeypatch.setattr(ChildProcess, "seconds_worked", lambda child: 5 * time.monotonic())
    limits = replace(LIMITS, cell_seconds=8.0, call_seconds=4.0)
    with Engine(EngineOptions("step_by_step", limits)) as warm, Session(warm) as session:
        session.run_cell("import time\ndef f(): time.sleep(30)")
        start = time.monotonic()
        seen = session.observe(Call("f", ()))
        assert time.monotonic() - start < limits.call_seconds
    said = "It used more than 4 s of processor time, in all its processes, and was stopped."
    assert (seen.outcome, seen.raised.message) == ("timeout", said)


def test_memory_that_a_process_hides_is_seen(monkeypatch):
    """Of a process that is not dumpable, a grader who is not root may read the status alone; its name is no text."""
    read_bytes = Path.read_bytes

    def read(path):
        if path.name == "smaps_rollup":
            raise PermissionError
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr(control_groups, "parents", lambda: None)
    with Engine(EngineOptions("step_by_step", LIMITS)) as warm, Session(warm) as session:
        session.run_cell("open('/proc/self/comm', 'wb').write(b'\\xff')")
        session.run_cell("import time\ndef f():\n    kept = b'x' * (290 << 20)\n    time.sleep(30)")
        assert session.observe(Call("f", ())).outcome == "memory"


def test_control_groups_of_graders_that_were_killed_are_removed():
    if control_groups.parents() is None:
        pytest.skip("control groups cannot be made here")
    left = [folder / "convnets-999999999-0" for folder in control_groups.parents()[1]]
    for folder in left:
        folder.mkdir()
    control_groups.remove_abandoned()
    assert not any(folder.exists() for folder in left)


def test_no_process_and_no_group_is_left_behind():
    with Engine(EngineOptions("step_by_step", LIMITS)) as warm, Session(warm) as session:
        session.run_cell(f"import subprocess\nsubprocess.Popen({SLEEP}, start_new_session=True)")
        assert comes_true(sleep_runs)
        pid = warm.zygote_pid
    assert not Path(f"/proc/{pid}").exists()
    assert not sleep_runs()
    mine = f"convnets-{os.getpid()}-*"
    assert not [left for folder in (control_groups.parents() or (0, ()))[1] for left in folder.glob(mine)]


def test_the_zygote_dies_with_the_grader():
    code = (
        "import os, signal\nfrom autograder.sandbox.engine import Engine\n"
        "from autograder.sandbox.options import EngineOptions\nfrom autograder.sandbox.session import Session\n"
        "e = Engine(EngineOptions()).__enter__()\ns = Session(e).__enter__()\n"
        f"s.run_cell({f'import subprocess; subprocess.Popen({SLEEP})'!r})\n"
        "print(e.zygote_pid, flush=True)\ninput()\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as grader:
        guardian = int(grader.stdout.readline())
        assert comes_true(sleep_runs)
        grader.communicate(b"\n")
    assert comes_true(lambda: not Path(f"/proc/{guardian}").exists() and not sleep_runs())


def test_the_reasons_are_told_when_a_wall_cannot_be_put_up(monkeypatch):
    monkeypatch.setattr(
        probing.subprocess, "run", lambda *args, **kwargs: subprocess.CompletedProcess(args, 1, "", "no luck")
    )
    monkeypatch.setattr(probing.bubblewrap, "works", lambda: False)
    found = {one.name: one for one in what_can_be_enforced()}
    assert not found["own processes"].ok
    assert found["own processes"].detail == "no luck"
    assert "user namespaces" in found["own processes"].remedy


def test_the_filter_is_a_program():
    program = seccomp.compile_filter()
    if seccomp.library() is None:
        assert program is None
    else:
        assert len(program) % 8 == 0
        assert len(program) // 8 > 60


def comes_true(what):
    """Whether something that others are about to do is done soon."""
    end = time.monotonic() + 20
    while not what() and time.monotonic() < end:
        os.sched_yield()
    return what()


def sleep_runs():
    """Whether the process that a session has left behind is there; a moment passes before it shows its command."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if file.read_text().split("\0")[:2] == SLEEP:
                return True
    return False


def test_what_is_hidden_stays_hidden_where_python_lies_below_tmp(monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        packages = Path(name) / "site-packages"
        (packages / "secret").mkdir(parents=True)
        (packages / "secret" / "key").touch()
        for folder in (Path(name), packages, packages / "secret"):
            folder.chmod(0o755)
        monkeypatch.setenv("PYTHONPATH", str(packages))
        with Engine(EngineOptions(hidden=(packages / "secret",))) as warm, Session(warm) as session:
            outputs = session.run_cell(f"import os; print(os.listdir({str(packages / 'secret')!r}))").outputs
    assert outputs[0]["text"] == "[]\n"
