#!/usr/bin/env bash
# dependency-cruiser 17.4.3 (npm), the exit code of `depcruise`
#
# Behaviour: the exit code is the number of violations of severity error. With 256 of them it prints "256 dependency
#   violations (256 errors …)" and exits with 0; with 255 and 257 it exits with 255 and 1.
# Why it surprises: an exit code has eight bits, and 0 is success: a CI step, or an agent that is told "run it until
#   it passes", passes. Large numbers are usual where a rule is new, or a folder was moved. `--output-type json` has
#   the count in `summary.error`.
# samocode: `npm run check:layers` goes by the exit code; it has no violations, and would need 256 new ones at once.
. "$(dirname "$0")/support/lib.sh"
packages dependency-cruiser@17.4.3

mkdir "$T/work"
cd "$T/work"
cat >rules.cjs <<'JS'
module.exports = {
  forbidden: [{ name: 'not-to-internals', severity: 'error', from: { path: '^src' }, to: { path: '^internals' } }],
};
JS
mkdir internals
echo 'export const secret = 1;' >internals/secret.mjs
with_violations() { # <number>
  local code=0 number
  rm -rf src
  mkdir src
  for ((number = 1; number <= $1; number += 1)); do
    echo "import '../internals/secret.mjs';" >"src/file$number.mjs"
  done
  node "$MODULES/dependency-cruiser/bin/dependency-cruise.mjs" --config rules.cjs src >"$T/output" 2>&1 || code=$?
  echo "$(grep -oE '[0-9]+ errors' "$T/output"), exit $code"
}
verdict "$(with_violations 255); $(with_violations 256); $(with_violations 257)" \
  '255 errors, exit 255; 256 errors, exit 0; 257 errors, exit 1'
