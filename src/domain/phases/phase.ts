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
