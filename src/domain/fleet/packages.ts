import { joinShellWords } from '../text/shell-words.ts';

/** The packages of a fleet, which npm does not install with samocode; the versions that it is tested with. */
export const FLEET_PACKAGES = { 'pg-boss': '12.38.0', pg: '8.23.1' } as const;

const LEAST_NODE = [22, 12] as const;

/** Why this Node cannot serve a fleet; undefined: it can. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `a fleet needs Node ${LEAST_NODE.join('.')} or later, and this is ${version}`;
}

/** The command that runs samocode with a Node that can. */
export const NEWER_NODE = 'npx --yes --package node@22 -- samocode fleet doctor';

/** The command that installs the packages where samocode finds them. `root`: the folder of its package. */
export function packagesCommand(root: string): string {
  const names = Object.entries(FLEET_PACKAGES).map(([name, version]) => `${name}@${version}`);
  return joinShellWords(['npm', 'install', ...placeOf(root), ...names]);
}

function placeOf(root: string): readonly string[] {
  const [, globalPrefix] = /^(.*)\/lib\/node_modules\/samocode$/.exec(root) ?? [];
  if (globalPrefix !== undefined) return ['--global', '--prefix', globalPrefix];
  const [, project] = /^(.*)\/node_modules\/samocode$/.exec(root) ?? [];
  return project === undefined ? ['--no-save', '--prefix', root] : ['--prefix', project];
}
