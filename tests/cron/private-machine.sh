# Runs Debian's cron, BusyBox's crond and a systemd user manager with the units of systemd-cron over one
# crontab: `unshare -m --propagation private sh private-machine.sh <daemons> <folder>`. All mounts end with
# it. It ends all that it started when its stdin is closed.
set -eu
. "$(dirname "$0")/manager.sh"
daemons=$1 folder=$2
mkdir -p "$folder/spool/cron/crontabs" "$folder/busybox" "$folder/home/.config/systemd/user" "$folder/manager"
install -m 600 "$folder/crontab.debian" "$folder/spool/cron/crontabs/root"
install -m 600 "$folder/crontab.busybox" "$folder/busybox/root"
mount --bind "$folder/spool" /var/spool
mount -t tmpfs none /run
# The machine's own jobs are not for these daemons.
for jobs in /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly; do
  [ ! -d "$jobs" ] || mount -t tmpfs none "$jobs"
done
for jobs in /etc/crontab /etc/anacrontab; do
  [ ! -e "$jobs" ] || mount --bind /dev/null "$jobs"
done
mkdir -p /run/systemd/system /run/user/0
"$daemons/cron/usr/sbin/cron" -f >"$folder/debian.out" 2>&1 &
debian=$!
"$daemons/busybox-static/bin/busybox" crond -f -c "$folder/busybox" >"$folder/busybox.out" 2>&1 &
busybox=$!
manager=
if mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null; then
  mkdir -p "$folder/systemd-spool/cron/crontabs"
  export HOME="$folder/home"
  units="$folder/home/.config/systemd/user"
  unshare -m sh -c '
    install -m 600 "$1/crontab.systemd" "$1/systemd-spool/cron/crontabs/root"
    mount --bind "$1/systemd-spool" /var/spool
    exec python3 "$2/systemd-cron/lib/systemd/system-generators/systemd-crontab-generator" "$3"
  ' sh "$folder" "$daemons" "$units" >"$folder/generator.out" 2>&1 || true
  # The generated units require this one of the system manager.
  printf '[Service]\nType=oneshot\nExecStart=/bin/true\n' >"$units/systemd-user-sessions.service"
  start_manager "$folder"
  for unit in "$units"/cron-root-root-*.service; do
    systemctl --user start "$(basename "$unit")" >>"$folder/started" 2>&1 || true
  done
fi
echo ready
read -r _ || true
kill $debian $busybox $manager
wait || true
[ -z "$manager" ] || remove_manager_group
