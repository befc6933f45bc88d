# outcome: missing
import subprocess

get_ipython().system("(sleep 4321 &) ; (nohup sleep 4321 >/dev/null 2>&1 &)")
subprocess.Popen(["sleep", "4321"], start_new_session=True)
