#!/usr/bin/env bash
# OpenSSH client (seen with 9.2p1 of Debian 12) under git (seen with 2.39.5), server: ssh2 1.17.0 (npm)
#
# Behaviour: with `ControlMaster auto` and `ControlPersist` the first `git ls-remote` leaves an ssh process behind, in a
#   process session of its own and with another parent, that has written its title over its environment: a variable that
#   git was started with is not in its /proc/PID/environ any more.
# Why it surprises: the variables at the start of a process are taken for unchangeable from within, so supervisors find
#   what a job left behind by a variable; this process inherited it, and shows none at all.
# samocode: marks its agents by a resource limit, too, which no title replaces
#   (src/adapters/process/table/lock-limit.ts).
. "$(dirname "$0")/support/lib.sh"
need git ssh ssh-keygen
packages ssh2@1.17.0

git init -q --bare "$T/remote.git"
ssh-keygen -q -t ed25519 -N '' -f "$T/host" && ssh-keygen -q -t ed25519 -N '' -f "$T/user"
cat >"$MODULES/../server.cjs" <<'JS'
const { readFileSync, writeFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { Server } = require('ssh2');
const [hostKey, portFile] = process.argv.slice(2);
new Server({ hostKeys: [readFileSync(hostKey)] }, (client) => {
  client.on('authentication', (context) => (context.method === 'publickey' ? context.accept() : context.reject()));
  client.on('session', (accept) => {
    accept().on('exec', (yes, no, { command }) => {
      const stream = yes();
      const child = spawn('sh', ['-c', command]);
      stream.pipe(child.stdin);
      child.stdout.pipe(stream, { end: false });
      child.once('close', (code) => (stream.exit(code), stream.end()));
    });
  });
  client.on('error', () => {});
}).listen(0, '127.0.0.1', function () {
  writeFileSync(portFile, String(this.address().port));
});
JS
node "$MODULES/../server.cjs" "$T/host" "$T/port" 2>"$T/server" &
disown
wait_for 20 test -s "$T/port" || cannot 'the ssh server did not start'

cat >"$T/config" <<CONFIG
Host remote
  HostName 127.0.0.1
  Port $(cat "$T/port")
  User git
  IdentityFile $T/user
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
  ControlMaster auto
  ControlPath $T/master
  ControlPersist 60
CONFIG
SUPERVISED_JOB=7 GIT_SSH_COMMAND="ssh -F $T/config" \
  git ls-remote "remote:$T/remote.git" >"$T/refs" 2>"$T/errors" </dev/null ||
  cannot "git ls-remote: $(tail -n 1 "$T/errors")"
pid=$(ssh -F "$T/config" -O check remote 2>&1 | sed -n 's/.*pid=\([0-9]*\).*/\1/p')
[ -n "$pid" ] || verdict 'no master' 'a master'
has() { if tr '\0' '\n' <"/proc/$pid/environ" | grep -q "^$1"; then echo with; else echo without; fi; }
seen="the master, $(has SUPERVISED_JOB=7) the variable, $(has PATH=) PATH"
seen="$seen, in session $([ "$(ps -o sid= -p "$pid" | tr -d ' ')" = "$pid" ] && echo 'of its own' || echo 'of git')"
# The clean-up finds processes by a variable, too.
ssh -F "$T/config" -O exit remote 2>/dev/null
verdict "$seen" 'the master, without the variable, without PATH, in session of its own'
