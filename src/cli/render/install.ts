import type { Action } from '../../domain/set-up/install-plan.ts';
import { printable } from '../../domain/text/printable.ts';

/** A table of the actions, done or planned. */
export function installTable(actions: readonly Action[], isDry: boolean): string {
  if (actions.length === 0) return 'nothing of samocode is installed\n';
  const rows = actions.map(
    (action) => `${nameOf(action).padEnd(8)} ${printable(whatOf(action))}\n`,
  );
  return `${rows.join('')}\n${summaryOf(actions)}${isDry ? ' (--dry-run: nothing was done)' : ''}\n`;
}

function nameOf(action: Action): string {
  return action.kind === 'replace' ? `re${action.mode}` : action.kind;
}

function whatOf(action: Action): string {
  switch (action.kind) {
    case 'link':
    case 'copy':
      return `${action.target} ${ARROW[action.kind]} ${action.source}`;
    case 'replace':
      return `${action.target} ${ARROW[action.mode]} ${action.source}`;
    case 'keep':
    case 'remove':
      return action.target;
    case 'leave':
      return `${action.target}: ${action.what}`;
  }
}

/** A link leads to its source; a copy came from it. */
const ARROW = { link: '→', copy: '←' } as const;

function summaryOf(actions: readonly Action[]): string {
  const counts = new Map<string, number>();
  for (const action of actions) {
    const name = nameOf(action);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}
