/** Why a file of a session stays on its machine. */
export const WITHHELD_WHY = [
  ...(['ignored', 'secret', 'filter', 'large', 'unreadable'] as const),
  ...(['repository', 'name', 'log', 'machine'] as const),
] as const;
export type WithheldWhy = (typeof WITHHELD_WHY)[number];

/** A file that no state carries. Path in latin1, one character for each byte. */
export interface Withheld {
  readonly of: 'worktree' | 'session';
  readonly path: string;
  readonly why: WithheldWhy;
}

const SECRET_PATHS =
  /(?:^|\/)(?:\.(?:ssh|aws|gnupg|kube|azure)\/|\.codex\/auth\.json$|\.docker\/config\.json$)/i;
const SECRET_NAMES = [
  /^\.env(?:rc)?(?:[.~_-]|$)/,
  /^[\w.-]+\.env$/,
  /^\.dev\.vars(?:\.|$)/,
  /\.tfvars(?:\.json)?$/,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)(?:~|\.(?:bak|old|orig|save))?$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/,
  /^[._]netrc$/,
  /^\.(?:npmrc|pypirc|pgpass|htpasswd|git-credentials|dockercfg|my\.cnf|vault_pass(?:\.txt)?)$/,
  /^\.?(?:credentials|secrets?)(?:(?:\.[\w-]+)?\.(?:json|ya?ml|toml|ini|txt))?$/,
  /^service[-_]account.*\.json$/,
];
/** Such a file shows which variables there are, without their values. */
const TEMPLATE = /\.(?:example|sample|template|dist)$/;

/** Whether a path looks like that of a file with a secret. */
export function looksSecret(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (TEMPLATE.test(name)) return false;
  return SECRET_PATHS.test(path) || SECRET_NAMES.some((pattern) => pattern.test(name));
}

/** The files of `.run` that the next iteration needs; all others belong to a process or a disk. */
const CARRIED_OF_RUN = /^\.run\/(?:state\.json$|given\/)/;
const PROMPT = /^_logs\/[^/]+\.prompt\.md(?:\.gz)?$/;

/** Other file systems read such a name as `.git`: git writes it on no machine, so no machine could take the state. */
const REFUSED_NAME = /(?:^|[/\\])(?:\.git[ .]*(?::[^/\\]*)?|git~\d+[ .]*(?::[^/\\]*)?)(?:[/\\]|$)/i;

/** HFS+ ignores them in names. */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Git refuses a link with such a name. */
const REFUSED_LINK = /(?:^|\/)(?:\.gitmodules[ .]*(?::.*)?|gitmod~\d|gi7eba~\d)$/i;

/** Why a link of the session folder stays; undefined: as a file. */
export function whyLinkStays(path: string): WithheldWhy | undefined {
  return REFUSED_LINK.test(asOnHfs(path)) ? 'name' : undefined;
}

function asOnHfs(path: string): string {
  return Buffer.from(path, 'latin1').toString().replace(IGNORED_BY_HFS, '');
}

/** Why a file of the session folder stays, as its path tells; undefined: it is carried. */
export function whyFileStays(path: string): WithheldWhy | undefined {
  if (path.endsWith('.tmp')) return 'machine';
  if (path === '.run' || (path.startsWith('.run/') && !CARRIED_OF_RUN.test(path))) return 'machine';
  if (path === '_logs' || (path.startsWith('_logs/') && !PROMPT.test(path))) return 'log';
  // git stores no path with such a part.
  if (/(?:^|\/)\.git(?:\/|$)/i.test(path)) return 'repository';
  if (REFUSED_NAME.test(asOnHfs(path))) return 'name';
  return looksSecret(path) ? 'secret' : undefined;
}
