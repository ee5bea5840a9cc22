import { type Finding, warn } from './finding.ts';

/** A session that is parked for a provider's limit. */
export interface ParkedSession {
  readonly name: string;
  /** ISO 8601; null where none is known. */
  readonly resumeAt: string | null;
  /** The complete command that makes it try once now. */
  readonly command: string;
}

const SHOWN = 3;

/** Sessions that wait for a usage limit, which may have been lifted early. */
export function aboutParked(parked: readonly ParkedSession[]): readonly Finding[] {
  if (parked.length === 0) return [];
  const names = parked
    .slice(0, SHOWN)
    .map(({ name, resumeAt }) => (resumeAt === null ? name : `${name} (until ${resumeAt})`));
  const more = parked.length > SHOWN ? ` and ${parked.length - SHOWN} more` : '';
  const text = `parked for the provider's usage limit: ${names.join(', ')}${more}`;
  const commands = parked.slice(0, SHOWN).map(({ command }) => command);
  const cure = `if the limit was lifted early, this makes the next run try once: ${commands.join('; ')}`;
  return [warn('limit', text, cure)];
}
