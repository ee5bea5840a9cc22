import { basename } from 'node:path';

/** As this very program was started: in a checkout there is no samocode on PATH. */
export function programName(): string {
  const script = process.argv[1] ?? 'samocode';
  return basename(script) === 'samocode' ? 'samocode' : `node ${script}`;
}
