import { missingWritable } from '../sandbox/writable.ts';
import { bad, type Finding, ok } from './finding.ts';

/** Whether agents run in bubblewrap, and whether it works here, by real writes. */
export interface SandboxFacts {
  readonly isWanted: boolean;
  /** Paths of `SAMOCODE_SANDBOX_WRITE` that do not exist. */
  readonly missing: readonly string[];
  /** Why it makes no sandbox, and what helps; undefined: it works. */
  readonly failure: { readonly why: string; readonly cure: string } | undefined;
}

/** A run that is to use a sandbox does not begin without it. */
export function aboutSandbox({ isWanted, missing, failure }: SandboxFacts): readonly Finding[] {
  const absent = (isWanted ? missing : []).map(missingWritable);
  return [
    aboutBubblewrap({ isWanted, failure }),
    ...absent.map(({ text, cure }) => bad('sandbox', text, cure)),
  ];
}

function aboutBubblewrap({ isWanted, failure }: Omit<SandboxFacts, 'missing'>): Finding {
  const about = 'sandbox';
  if (failure === undefined) {
    return isWanted
      ? ok(about, 'bubblewrap: in it HOME could not be written, and its own folder could')
      : ok(about, 'none; bubblewrap works here (SAMOCODE_SANDBOX=bwrap)');
  }
  if (!isWanted) return ok(about, `none, and ${failure.why}`);
  return bad(about, `SAMOCODE_SANDBOX=bwrap: ${failure.why}`, failure.cure);
}
