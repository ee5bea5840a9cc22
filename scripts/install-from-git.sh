#!/usr/bin/env bash
# Installs this commit as docs/release.md says under "from git", from a bare repository by its file:// address, into
# an empty prefix, and runs the demo there: as root, where it is started by root, and as a normal user. Needs npm, git
# and the npm registry. Ends at the first command that does not work.
set -euo pipefail
cd "$(dirname "$0")/.."
# Outside /tmp, where an agent in bubblewrap sees another folder.
root=$(mktemp -d /var/tmp/install-from-git.XXXXXX)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
git clone --quiet --bare . "$root/samocode.git"
# The first installation fills it, and the second takes from it.
export npm_config_cache="$root/cache" npm_config_prefer_offline=true npm_config_update_notifier=false

# npm's own configuration of this machine is in a HOME that the installations do not have.
for key in registry proxy https-proxy cafile; do
  value=$(npm config get "$key")
  case $value in null | undefined | '') ;; *) export "npm_config_${key/-/_}=$value" ;; esac
done

# install HOME [words that start a program as a user]
install() {
  local home=$1
  shift
  "$@" env HOME="$home" npm install --global --install-links --no-audit --no-fund \
    --prefix "$home" "git+file://$root/samocode.git"
  [ ! -L "$home/lib/node_modules/samocode" ] || fail 'npm left a link to a folder that it removes'
  [ ! -e "$home/lib/node_modules/samocode/src" ] || fail 'the package has the sources'
  cd "$home"
  "$@" env -i PATH="$PATH" HOME="$home" "$home/bin/samocode" demo --dir "$home/demo" >"$home/demo.txt"
  grep -q 'All eight phases are done.' "$home/demo.txt" || fail 'the demo did not get to its end'
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

mkdir "$root/first"
install "$root/first"
[ "$(id -u)" = 0 ] || exit 0
mkdir "$root/second"
chown -R 65534:65534 "$root/second" "$root/cache" "$root/samocode.git"
install "$root/second" setpriv --reuid=65534 --regid=65534 --clear-groups
