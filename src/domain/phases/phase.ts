import { nearest } from '../text/nearest.ts';

/** The phases a session passes through, in their order. */
export const PHASES = [
  'init',
  'investigation',
  'requirements',
  'planning',
  'implementation',
  'testing',
  'quality',
  'done',
] as const;

/** A phase of a session. */
export type Phase = (typeof PHASES)[number];

/** The phase a text names, however it is cased or padded; undefined when it names none. */
export function parsePhase(text: string): Phase | undefined {
  const wanted = text.trim().toLowerCase();
  return PHASES.find((phase) => phase === wanted);
}

/** The phase that a word most likely means which names none. The Python tool's `pr-readiness` is the work of `quality`. */
export function likePhase(word: string): Phase | undefined {
  if (word.toLowerCase() === 'pr-readiness') return 'quality';
  return PHASES.find((phase) => phase === nearest(word, PHASES));
}
