import type { KnownAct } from '../../../domain/fleet/act.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { printable } from '../../../domain/text/printable.ts';

/** An act from another machine with its outcome. */
export function actWords({ kind, by, agoMs, outcome }: KnownAct): string {
  const act = printable(`${kind} by ${by}, ${formatDuration(agoMs)} ago`);
  if (outcome === null) return `${act}: not carried out yet`;
  return `${act}: ${outcome.isDone ? 'done' : 'refused'}: ${printable(outcome.said)}`;
}
