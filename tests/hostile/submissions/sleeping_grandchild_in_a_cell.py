# outcome: missing
!(sleep 4321 &) ; (nohup sleep 4321 >/dev/null 2>&1 &)
import subprocess
subprocess.Popen(["sleep", "4321"], start_new_session=True)
