import { printable } from '../text/printable.ts';
import { joinShellWords } from '../text/shell-words.ts';

/** What the `samocode work` of this machine does. `ending`: a person has asked it to end, and its runs are not over. */
export type OwnWork = 'none' | 'starts' | 'ending';

/** What becomes of a session that an act has put back in line. */
export type InLine =
  /** Some `samocode work` starts sessions. */
  | { readonly kind: 'started' }
  /** None does, and one may begin on this machine. */
  | { readonly kind: 'no-work' }
  /** That of this machine ends after its runs, and another one cannot begin before. */
  | { readonly kind: 'ending' }
  /** A person drained this machine of a fleet: a `samocode work` on it ends at once. */
  | { readonly kind: 'drained'; readonly machine: string; readonly own: OwnWork };

/** What becomes of a session in line where no other machine starts one. */
export function lineOf(own: OwnWork): InLine {
  return { kind: ({ none: 'no-work', starts: 'started', ending: 'ending' } as const)[own] };
}

/** What happens next with a session in line; where nothing starts it, the command that helps now, if one does. */
export function lineWords(line: InLine): { readonly said: string; readonly command?: string } {
  const work = 'samocode work';
  switch (line.kind) {
    case 'started':
      return { said: `${work} goes on with it` };
    case 'no-work':
      return { said: `no ${work} starts sessions now`, command: work };
    case 'ending':
      return { said: `${work} ends after its runs, and the next ${work} starts it` };
    case 'drained': {
      const said = `the machine ${printable(line.machine)} is drained`;
      const undo = undoDrain(line.machine);
      if (line.own === 'none') return { said, command: `${undo} && ${work}` };
      return {
        said: `${said}, and its ${work} ends after its runs; undrained, the next ${work} starts it`,
        command: undo,
      };
    }
  }
}

/** The command that lets a drained machine of a fleet work again. */
export function undoDrain(machine: string): string {
  return joinShellWords(['samocode', 'fleet', 'drain', machine, '--undo']);
}
