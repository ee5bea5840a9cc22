import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import {
  artefactKindsIn,
  type Asset,
  assetsOf,
  examplesIn,
  fencesOf,
  frontmatterOf,
  sectionOf,
} from '../../support/assets.ts';

/** What the texts themselves say: the scripted model that follows them knows nothing else. */

function agentOf(phase: Phase): Asset {
  const agent = assetsOf('agent').find(({ name }) => name === `${phase}-agent`);
  if (agent === undefined) throw new Error(`there is no agent for ${phase}`);
  return agent;
}

/** The first heading of an agent's text, by which a request shows which agent was loaded. */
export function firstHeading(phase: Phase): string {
  const heading = /^# .+$/m.exec(frontmatterOf(agentOf(phase).text).body)?.[0];
  if (heading === undefined) throw new Error(`${phase} has no heading`);
  return heading;
}

/** The kinds of artefacts that an agent promises to write. */
export function promised(phase: Phase): readonly string[] {
  return artefactKindsIn(sectionOf(agentOf(phase).text, 'Writes'));
}

/** The one kind that it writes. */
export function kindOf(phase: Phase): string {
  const [kind, ...more] = promised(phase);
  if (kind === undefined || more.length > 0) throw new Error(`${phase} writes not one kind`);
  return kind;
}

/** The kinds it reads that a phase before it, on the way forward, has promised. */
export function expected(phase: Phase): readonly string[] {
  const before = PHASES.slice(0, PHASES.indexOf(phase)).flatMap(promised);
  return artefactKindsIn(sectionOf(agentOf(phase).text, 'Reads')).filter((kind) =>
    before.includes(kind),
  );
}

/** What it reads: kinds of artefacts, of which the newest, and other files of the session. */
export function filesRead(phase: Phase): {
  readonly kinds: readonly string[];
  readonly files: readonly string[];
} {
  const reads = sectionOf(agentOf(phase).text, 'Reads');
  return {
    kinds: artefactKindsIn(reads),
    files: ['_qa.md'].filter((name) => reads.includes(name)),
  };
}

/** The fenced example in an agent's text that holds `marker`. */
export function shown(phase: Phase, marker: string): string {
  const block = fencesOf(agentOf(phase).text).find(({ body }) => body.includes(marker));
  if (block === undefined) throw new Error(`${phase} shows no block with ${marker}`);
  return block.body;
}

/** The `## …` headings of such an example. */
export function headingsShown(phase: Phase, marker: string): readonly string[] {
  return shown(phase, marker).match(/^## .+$/gm) ?? [];
}

/** The `## …` headings that an agent's text asks for in its artefact, in their order. */
export function headingsAsked(phase: Phase): readonly string[] {
  const text = agentOf(phase).text.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, '');
  return [...text.matchAll(/^\s*- `(## [^`]+)`(?: and `(## [^`]+)`)?/gm)].flatMap((match) =>
    [match[1], match[2]].filter((heading) => heading !== undefined),
  );
}

/** The signal that an agent shows for this status, and for this next phase where it is named. */
export function signalShown(phase: Phase, status: string, to: Phase = phase): string {
  const found = examplesIn(agentOf(phase)).find(({ json }) => {
    const signal = JSON.parse(json) as { readonly status: string; readonly phase: string };
    return signal.status === status && signal.phase === to;
  });
  if (found === undefined) throw new Error(`${phase} shows no ${status} to ${to}`);
  return found.json.trim();
}
