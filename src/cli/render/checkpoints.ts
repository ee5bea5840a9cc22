import type { Checkpoint } from '../../domain/checkpoints/checkpoint.ts';
import { printable } from '../../domain/text/printable.ts';

/** One line for each checkpoint. */
export function checkpointLine({
  number,
  iteration,
  phase,
  at,
  commit,
  leftOut,
  repositories,
}: Checkpoint): string {
  const left = leftOut.length === 0 ? [] : [`without ${namesOf(leftOut)}`];
  const within = repositories.length === 0 ? [] : [`repositories within: ${namesOf(repositories)}`];
  const facts = [
    `after iteration ${iteration}`,
    phase,
    at,
    commit.slice(0, 12),
    ...left,
    ...within,
  ];
  return `${number}: ${facts.join(', ')}\n`;
}

/** The same as JSON, with the names as text. */
export function checkpointJson(checkpoint: Checkpoint): object {
  const { leftOut, repositories } = checkpoint;
  return { ...checkpoint, leftOut: leftOut.map(nameOf), repositories: repositories.map(nameOf) };
}

const NAME_LENGTH = 100;
const NAMES = 3;

/** The text of a name in which each character is a byte. */
function nameOf(path: string): string {
  return Buffer.from(path, 'latin1').toString();
}

function namesOf(paths: readonly string[]): string {
  const names = paths.slice(0, NAMES).map((path) => printable(nameOf(path), NAME_LENGTH));
  const more = paths.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
