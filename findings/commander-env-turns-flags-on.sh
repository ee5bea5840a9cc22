#!/usr/bin/env bash
# commander 14.0.3 (npm), `Option.env` on an option without a value
#
# Behaviour: an option such as --dry-run with `.env('DRY_RUN')` is on as soon as the variable exists: also with
#   DRY_RUN=false, DRY_RUN=0 and the empty DRY_RUN=. For `--no-push` with `.env('PUSH')` PUSH=true means that nothing
#   is pushed. No flag switches it off again: `--dry-run=false` is an unknown option.
# Why it surprises: an option with a value takes that of its variable, and a unit of systemd or a CI job that says
#   "false" is clear to a reader. The person sees the flag off in the configuration, and the program runs with it.
# samocode: does not use `.env`; its settings are read from their own table, where a switch refuses a word that it
#   does not know (src/domain/settings).
. "$(dirname "$0")/support/lib.sh"
packages commander@14.0.3

cat >"$MODULES/../options.mjs" <<'JS'
import { Command, Option } from 'commander';
const program = new Command()
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .addOption(new Option('--dry-run').env('DRY_RUN'))
  .addOption(new Option('--no-push').env('PUSH'))
  .addOption(new Option('--model <name>').env('MODEL'));
try {
  program.parse();
  const { dryRun = 'off', push, model = 'none' } = program.opts();
  console.log(`dry run ${dryRun}, push ${push}, model ${model}`);
} catch (error) {
  console.log(error.code);
}
JS
options() { # <variable=value or ''> <arguments>...
  env -u DRY_RUN -u PUSH -u MODEL ${1:+"$1"} node "$MODULES/../options.mjs" "${@:2}"
}
seen="none: $(options '')"
for variable in DRY_RUN=false DRY_RUN=0 DRY_RUN= PUSH=true MODEL=false; do
  seen+="; $variable: $(options "$variable")"
done
seen+="; to switch it off: $(options DRY_RUN=1 --dry-run=false)"
verdict "$seen" \
  'none: dry run off, push true, model none; DRY_RUN=false: dry run true, push true, model none; DRY_RUN=0: dry run true, push true, model none; DRY_RUN=: dry run true, push true, model none; PUSH=true: dry run off, push false, model none; MODEL=false: dry run off, push true, model false; to switch it off: commander.unknownOption'
