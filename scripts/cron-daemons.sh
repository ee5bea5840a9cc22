#!/bin/sh
# Unpacks Debian's cron daemons into a folder, without installing them: `cron-daemons.sh <folder>`.
set -eu
mkdir -p "$1/debs"
cd "$1/debs"
apt-get download -qq cron busybox-static systemd-cron
for package in cron busybox-static systemd-cron; do
  dpkg -x "$package"_*.deb "../$package"
done
