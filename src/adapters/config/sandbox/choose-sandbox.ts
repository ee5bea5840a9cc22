import type { Bubblewrap } from '../../../app/ports/sandbox.ts';
import { missingWritable } from '../../../domain/sandbox/writable.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type LoadedProject, missingPaths, refuseOpenings } from './sandbox-write.ts';

/** The place with the permissions in force, and bubblewrap if the settings ask for it. */
export interface Chosen<P extends LoadedProject> {
  readonly place: P;
  readonly bwrap: string | undefined;
}

/**
 * Decides between the modes before anything is spent. Throws a UserError where bubblewrap is wanted and
 * does not work, and where a setting would open it again.
 */
export async function chooseSandbox<P extends LoadedProject>(
  place: P,
  tryBubblewrap: () => Promise<Bubblewrap>,
): Promise<Chosen<P>> {
  const { config } = place;
  const isOldWord = config.permissions === 'sandbox' && config.provider === 'claude';
  const isAsked = config.sandbox === 'bwrap';
  if (!isAsked && !(isOldWord && config.sandbox === undefined)) {
    return { place: isOldWord ? renamed(place, 'it means accept-edits') : place, bwrap: undefined };
  }
  const found = await tryBubblewrap();
  if (found.kind === 'fails') {
    if (!isAsked)
      return { place: renamed(place, `it means accept-edits: ${found.why}`), bwrap: undefined };
    throw new UserError(`SAMOCODE_SANDBOX=bwrap: ${found.why}`, { hint: found.cure });
  }
  refuseOpenings(place);
  const inside = warned(
    withConfig(place, { permissions: 'bypass', sandbox: 'bwrap' }),
    missingPaths(place)
      .map(missingWritable)
      .map(({ text, cure: fix }) => `${text}; first: ${fix}`),
  );
  return {
    place: isOldWord ? warned(inside, [oldWord('it means SAMOCODE_SANDBOX=bwrap')]) : inside,
    bwrap: found.path,
  };
}

function renamed<P extends LoadedProject>(place: P, meaning: string): P {
  return warned(withConfig(place, { permissions: 'accept-edits' }), [oldWord(meaning)]);
}

function withConfig<P extends LoadedProject>(place: P, change: Partial<Config>): P {
  return { ...place, config: { ...place.config, ...change } };
}

function oldWord(meaning: string): string {
  return `SAMOCODE_PERMISSIONS=sandbox is an old word for Claude Code, and ${meaning}; write SAMOCODE_SANDBOX=bwrap or SAMOCODE_PERMISSIONS=accept-edits`;
}

function warned<P extends LoadedProject>(place: P, texts: readonly string[]): P {
  return { ...place, warnings: [...place.warnings, ...texts] };
}
