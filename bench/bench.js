// Measures samocode against limits of the same machine in the same minute (docs/performance.md):
//   node bench/bench.js [--only P4,P5] [--json]
// A bench, not a test: it ends with 0 also when a goal is missed.
import { rmSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { parseArgs } from 'node:util';
import { checkpoints } from './checkpoints.js';
import { fleet } from './fleet/fleet.js';
import { latency, quiet, size } from './live.js';
import { queue } from './queue.js';
import { makeRig } from './rig.js';
import { firstChild, startUp } from './start-up.js';
import { states } from './states.js';
import { peakMemory, streamed } from './stream.js';
import { isMet, toTable } from './table.js';
import { turnGap, turnGapWithPast } from './turns.js';
import { lookAtWaiting, sleepers } from './work.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {(rig: import('./rig.js').Rig) => Promise<Figure[]>} Bench */

/** @type {readonly {ids: readonly string[], bench: Bench, needsC?: boolean}[]} */
const BENCHES = [
  { ids: ['P1', 'P2'], bench: startUp },
  { ids: ['P3'], bench: firstChild },
  { ids: ['P4'], bench: turnGap },
  { ids: ['P5'], bench: turnGapWithPast },
  { ids: ['P6'], bench: streamed, needsC: true },
  { ids: ['P7'], bench: peakMemory, needsC: true },
  { ids: ['P8'], bench: latency, needsC: true },
  { ids: ['P9', 'P10'], bench: quiet },
  { ids: ['P10'], bench: size },
  { ids: ['P11'], bench: checkpoints },
  { ids: ['P12'], bench: queue },
  { ids: ['P13'], bench: sleepers, needsC: true },
  { ids: ['P14'], bench: lookAtWaiting },
  { ids: ['P15'], bench: states },
  { ids: ['P16'], bench: fleet },
];

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean' } } });
const wanted = values.only?.toUpperCase().split(',');
const tell = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);

if (!('enableCompileCache' in nodeModule))
  tell('this Node keeps no compiled code: P2 and P3 may miss their goals (docs/adr/0015)');
const rig = makeRig();
try {
  if (rig.peak === undefined)
    tell('no gcc: sh plays the agent and the loop; P6, P7, P8 are left out');
  const figures = [];
  for (const { ids, bench, needsC = false } of BENCHES) {
    if (wanted !== undefined && !ids.some((id) => wanted.includes(id))) continue;
    if (needsC && rig.peak === undefined) continue;
    tell(`measuring ${ids.join(', ')} …`);
    figures.push(...(await bench(rig)));
  }
  const rows = figures.map((figure) => ({ ...figure, ok: isMet(figure) }));
  process.stdout.write(values.json === true ? `${JSON.stringify(rows)}\n` : toTable(figures));
} finally {
  rmSync(rig.folder, { recursive: true, force: true });
}
