import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Plain JavaScript, because tests/fixtures/bin/agent.js uses it unbuilt.
 */

/** @typedef {{ readonly session: string, readonly phase: string, readonly fileStamp: string }} Place */

/**
 * Writes what a phase promises, where a played agent asks to end it and left that out.
 *
 * @param {Place} place
 * @param {unknown} signal
 */
export function keepPromises(place, signal) {
  if (endsPhase(place.phase, signal)) PROMISES[place.phase]?.(place);
}

/** @type {(phase: string, signal: unknown) => boolean} */
function endsPhase(phase, signal) {
  if (typeof signal !== 'object' || signal === null || !('status' in signal)) return false;
  if (signal.status === 'continue') return 'phase' in signal && signal.phase !== phase;
  return signal.status === 'done' || (signal.status === 'waiting' && phase === 'planning');
}

/** @type {Readonly<Record<string, (place: Place) => void>>} */
const PROMISES = {
  investigation: (place) => ensure(place, 'dive', '# Findings\n'),
  requirements: (place) => ensure(place, 'requirements', '# Requirements\n'),
  planning: (place) => {
    ensure(place, 'plan', '# Plan\n');
    editPlans(place, (text) =>
      text.includes('- [ ]') ? text : `${text}\n- [ ] It works\n\nNo commit: it is played\n`,
    );
  },
  implementation: (place) => {
    editPlans(place, (text) => text.replaceAll('- [ ]', '- [x]'));
  },
  testing: (place) => write(place, 'test-report', '# Test report\n\nVerdict: pass\n'),
  quality: (place) => write(place, 'review', '# Review\n\nVerdict: clean\n'),
  done: (place) => ensure(place, 'summary', '# Summary\n'),
};

/** @type {(place: Place, kind: string) => readonly string[]} */
function namesOf({ session }, kind) {
  return readdirSync(session).filter((name) => name.includes(`-${kind}`) && name.endsWith('.md'));
}

/** @type {(place: Place, kind: string, text: string) => void} */
function ensure(place, kind, text) {
  if (namesOf(place, kind).length === 0) write(place, kind, text);
}

/** @type {(place: Place, kind: string, text: string) => void} */
function write({ session, fileStamp }, kind, text) {
  writeFileSync(join(session, `${fileStamp}-${kind}-played.md`), text);
}

/** @type {(place: Place, edit: (text: string) => string) => void} */
function editPlans(place, edit) {
  for (const name of namesOf(place, 'plan')) {
    const path = join(place.session, name);
    const text = readFileSync(path, 'utf8');
    if (edit(text) !== text) writeFileSync(path, edit(text));
  }
}
