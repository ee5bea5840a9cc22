import { lookup } from 'node:dns/promises';
import { jsonOf } from '../../../domain/text/read-json.ts';
import type { RunTool } from '../../tool.ts';

/** Resolves the name with the system's resolver, as Node does, and prints one line of JSON. */
const SCRIPT = `
require('node:dns').lookup(process.argv[1], { all: true }, (error, addresses) => {
  process.stdout.write(JSON.stringify(error ? { code: error.code } : { addresses }));
});`;
const LIMIT_MS = 10_000;

interface Found {
  readonly address: string;
  readonly family: number;
}

/**
 * The addresses of a name, asked for in a process of its own. A resolver that does not answer cannot be
 * cancelled, and Node waits for it before it exits: here it dies with its process.
 */
export async function lookUp(
  host: string,
  {
    runTool,
    env,
    stop,
  }: {
    readonly runTool: RunTool;
    readonly env: Readonly<Record<string, string>>;
    readonly stop: AbortSignal;
  },
): Promise<readonly Found[]> {
  // Needs no resolver.
  if (host === 'localhost') return await lookup(host, { all: true });
  const { ok, stdout } = await runTool(process.execPath, ['-e', SCRIPT, host], {
    cwd: '/',
    timeoutMs: LIMIT_MS,
    env,
    stop,
    graceMs: 0,
    kill: stop,
  });
  const said = ok ? jsonOf(stdout) : undefined;
  const addresses = addressesIn(said);
  if (addresses !== undefined) return addresses;
  const code = codeIn(said) ?? 'ETIMEDOUT';
  throw Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code });
}

function addressesIn(value: unknown): readonly Found[] | undefined {
  if (typeof value !== 'object' || value === null || !('addresses' in value)) return undefined;
  const { addresses } = value;
  return Array.isArray(addresses) ? addresses.filter(isFound) : undefined;
}

function isFound(value: unknown): value is Found {
  return (
    typeof value === 'object' &&
    value !== null &&
    'address' in value &&
    typeof value.address === 'string' &&
    'family' in value &&
    typeof value.family === 'number'
  );
}

function codeIn(value: unknown): string | undefined {
  const isCoded = typeof value === 'object' && value !== null && 'code' in value;
  return isCoded && typeof value.code === 'string' ? value.code : undefined;
}
