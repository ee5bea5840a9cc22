import { UserError } from '../../text/user-error.ts';
import { isSessionName } from './names.ts';

const LONGEST = 100;

/**
 * Refuses a text that cannot name a session, and proposes a name like it.
 *
 * @param command the typed command with the proposed name; undefined where it does not fit into a hint
 */
export function refuseBadName(
  text: string,
  command: (name: string) => string | undefined = () => undefined,
): void {
  if (isSessionName(text)) return;
  const name = proposedName(text);
  const example = name === undefined ? '' : `; for example: ${command(name) ?? name}`;
  const path = text.includes('/') ? '; it is no path' : '';
  throw new UserError(`"${text}" cannot name a session`, {
    hint: `a name has only letters, digits, ".", "_" and "-", begins with a letter or digit, and has at most ${LONGEST} characters${path}${example}`,
  });
}

/**
 * The name that is most like a text: `my-task` for `My Task`, and for a path its last part; undefined where nothing of
 * it is left.
 */
export function proposedName(text: string): string | undefined {
  const last = text.split('/').findLast((part) => part !== '') ?? '';
  if (isSessionName(last)) return last;
  const name = last
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, LONGEST)
    .replace(/[^a-z0-9]+$/, '');
  return isSessionName(name) ? name : undefined;
}
