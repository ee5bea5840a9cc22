# Sourced by the scripts that run a systemd user manager with mounts of their own: HOME has its units.
# start_manager <folder>: starts it in a new cgroup and waits until it runs; $folder gets its output.
start_manager() {
  manager_group=/sys/fs/cgroup/samocode-manager-$$
  mkdir "$manager_group"
  export XDG_RUNTIME_DIR=/run/user/0
  sh -c 'echo $$ >"$1/cgroup.procs"; exec /usr/bin/systemd --user' sh "$manager_group" >"$1/manager.out" 2>&1 &
  manager=$!
  manager_tries=0
  until systemctl --user is-system-running >"$1/manager.state" 2>&1 || [ "$manager_tries" -ge 100 ]; do
    manager_tries=$((manager_tries + 1))
    sleep 0.1
  done
}

# Once its process has ended.
remove_manager_group() {
  find "$manager_group" -depth -type d -exec rmdir {} + 2>/dev/null || true
}
