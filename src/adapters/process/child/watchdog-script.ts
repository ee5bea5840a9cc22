/** Of a line of `/proc/<pid>/stat` what follows the name, which may hold anything. */
const AFTER_NAME = '${stat##*) }';

/**
 * The watchdog's program, for any /bin/sh; `$1` is `linux` or anything else. It reads lines:
 *
 *     guard RUNID LIMIT SIGNAL PID STARTTIME    there is a child (PID 0: there will be one at once)
 *     rest                                      there is none
 *
 * gives a child that limit of file locks at once, and acts when its input ends while there is a child. Every
 * pid is compared with its start time before it gets a signal; whatever carries the run's mark or limit, descends
 * from such a process or shares a session with one, and was not there before the child, is killed until nothing is left.
 */
export const WATCHDOG_SCRIPT = String.raw`
trap '' HUP INT TERM QUIT PIPE
system=$1 run='' limit='' signal=TERM pid=0 start=''

# right after its start; the pid may be another's by now
limit_child() {
  [ "$system" = linux ] && [ -n "$start" ] || return 0
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 0
  set -f
  set -- ${AFTER_NAME}
  set +f
  [ $# -gt 19 ] || return 0
  shift 19
  [ "$1" = "$start" ] || return 0
  prlimit --pid "$pid" --locks="$limit:" </dev/null >/dev/null 2>&1
}

while read -r word a b c d e; do
  case $word in
    guard) run=$a limit=$b signal=$c pid=$d start=$e; limit_child ;;
    rest) run='' ;;
  esac
done
[ -n "$run" ] || exit 0

# pid, parent, session (or group), start time: one line a process, zombies left out
processes() {
  if [ "$system" = linux ]; then
    cat /proc/[0-9]*/stat 2>/dev/null | awk '{
      pid = $1; sub(/^.*\) /, "")
      if ($1 != "Z" && $1 != "X") print pid, $2, $4, $20
    }'
  else
    ps -ax -o pid=,ppid=,pgid=,stat=,lstart= | awk '$4 !~ /^Z/ {
      line = $1 " " $2 " " $3; sub(/^ *[0-9]+ +[0-9]+ +[0-9]+ +[^ ]+ +/, ""); sub(/ +$/, "")
      print line, $0
    }'
  fi
}

marked() {
  [ "$system" = linux ] || return 0
  for file in $(grep -laF "SAMOCODE_RUN_ID=$run" /proc/[0-9]*/environ 2>/dev/null); do
    if tr '\0' '\n' <"$file" 2>/dev/null | grep -qxF "SAMOCODE_RUN_ID=$run"; then
      echo "$file" | cut -d / -f 3
    fi
  done
  [ -z "$limit" ] || grep -l "^Max file locks  *$limit " /proc/[0-9]*/limits 2>/dev/null | cut -d / -f 3
}

# of the processes on stdin, "pid start" of those that belong to the run; "$1" pids, "$2" lines remembered
descendants() {
  awk -v pids="$1" -v known="$2" -v floor="$start" -v me="$$" -v place="$system" '
    BEGIN {
      n = split(pids, list, " "); for (i = 1; i <= n; i++) ours[list[i]] = 1
      n = split(known, list, ";"); for (i = 1; i <= n; i++) seen[list[i]] = 1
    }
    {
      count++; id[count] = $1; parent[count] = $2; session[count] = $3
      pid = $1; sub(/^[0-9]+ +[0-9]+ +[0-9]+ +/, ""); begun[count] = $0
      if (pid == me) home = session[count]
    }
    END {
      do {
        more = 0
        for (i = 1; i <= count; i++) {
          if (taken[i] || id[i] == me || id[i] == 1 || session[i] == home) continue
          if (place == "linux" && floor != "" && begun[i] + 0 < floor + 0) continue
          if (!(id[i] in ours) && !(parent[i] in ours) && !(session[i] in sessions) &&
              !((id[i] " " begun[i]) in seen)) continue
          taken[i] = 1; ours[id[i]] = 1; sessions[session[i]] = 1; more = 1
          print id[i], begun[i]
        }
      } while (more)
    }'
}

lives() { processes | awk -v pid="$pid" -v start="$start" '
  $1 == pid { sub(/^[0-9]+ +[0-9]+ +[0-9]+ +/, ""); if ($0 == start) found = 1 }
  END { exit !found }'
}

known=''
if [ "$pid" != 0 ] && [ -n "$start" ] && lives; then
  known=$(processes | descendants "$pid" '' | tr '\n' ';')
  kill -s "$signal" "$pid" 2>/dev/null
  tries=0
  while [ $tries -lt 15 ] && lives; do tries=$((tries + 1)); sleep 0.1; done
fi
# without /proc the child's group is all that is known
if [ "$system" = linux ] && [ ! -r /proc/self/stat ] && [ "$pid" != 0 ]; then
  kill -s "$signal" "$pid" 2>/dev/null
  tries=0
  while [ $tries -lt 15 ] && kill -s 0 "$pid" 2>/dev/null; do tries=$((tries + 1)); sleep 0.1; done
  kill -s KILL -- "-$pid" 2>/dev/null
fi
quiet=0 tries=0
while [ $quiet -lt 3 ] && [ $tries -lt 100 ]; do
  tries=$((tries + 1)) quiet=$((quiet + 1))
  for left in $(processes | descendants "$(marked)" "$known" | cut -d ' ' -f 1); do
    quiet=0
    kill -s KILL "$left" 2>/dev/null
  done
  sleep 0.1
done
`;
