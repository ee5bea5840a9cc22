# Starts a systemd user manager with mounts of its own, prints "ready", and runs each line of its stdin as a
# shell command, with "--" after its output: `unshare -m --propagation private sh user-manager.sh <folder>`.
# HOME has the units. The manager and its cgroup end with stdin.
set -eu
. "$(dirname "$0")/manager.sh"
folder=$1
mount -t tmpfs none /run
mkdir -p /run/systemd/system /run/user/0
mount -t cgroup2 none /sys/fs/cgroup
start_manager "$folder"
echo ready
while read -r line; do
  eval "$line" </dev/null 2>&1 || true
  echo --
done
kill "$manager"
wait "$manager" || true
remove_manager_group
