#!/bin/sh
# Unpacks Debian's cron daemons into a folder, without installing them: `cron-daemons.sh <folder>`.
set -eu
mkdir -p "$1/debs"
cd "$1/debs"
packages='cron busybox-static systemd-cron'
# A new machine has no package lists yet.
apt-get download -qq $packages || { apt-get update -qq && apt-get download -qq $packages; }
for package in $packages; do
  dpkg -x "$package"_*.deb "../$package"
done
