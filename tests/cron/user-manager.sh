# Starts a systemd user manager with mounts of its own, prints "ready", and runs each line of its stdin as a
# shell command, with "--" after its output: `unshare -m --propagation private sh user-manager.sh <folder>`.
# HOME has the units. The manager and its cgroup end with stdin.
set -eu
folder=$1
mount -t tmpfs none /run
mkdir -p /run/systemd/system /run/user/0
mount -t cgroup2 none /sys/fs/cgroup
group=/sys/fs/cgroup/samocode-manager-$$
mkdir "$group"
export XDG_RUNTIME_DIR=/run/user/0
sh -c 'echo $$ >"$1/cgroup.procs"; exec /usr/bin/systemd --user' sh "$group" >"$folder/manager.out" 2>&1 &
manager=$!
tries=0
until systemctl --user is-system-running >"$folder/manager.state" 2>&1 || [ "$tries" -ge 100 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
echo ready
while read -r line; do
  eval "$line" </dev/null 2>&1 || true
  echo --
done
kill "$manager"
wait "$manager" || true
find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
