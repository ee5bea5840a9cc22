import {
  type GitSetting,
  withGitSettings,
} from '../../domain/provider/environment/git-variables.ts';
import type { RunTool, ToolOptions, ToolResult } from '../tool.ts';

type Variables = Readonly<Record<string, string>>;

/** With the scopes, so that a person's own filters can be told from those of the repository. */
const LIST = ['config', '--list', '--includes', '--show-scope', '-z'];
const FILTER = /^filter\..+\.([^.]+)$/s;
const LIST_LIMIT_BYTES = 16 * 1024 * 1024;

const FIXED: readonly GitSetting[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['log.showSignature', 'false'],
];

const NO_FILE: ReadonlySet<string> = new Set([
  ...['config', 'for-each-ref', 'rev-list', 'rev-parse', 'symbolic-ref', 'worktree list'],
  ...['ls-files --others', 'ls-files --stage', 'diff-index --cached'],
]);

/** Takes no lock, fetches nothing, talks to no other machine. */
const ONLY_READ = { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '' };

/**
 * Runs git where it only reads and an agent can write the repository's settings: git starts no program
 * that these name. The filters of the repository are listed once for each folder, before the first command
 * that reads files; without that list it is not started.
 */
export function readingTool(runTool: RunTool): RunTool {
  const lists = new Map<string, Promise<ToolResult>>();
  return async (file, args, options) => {
    const env = { ...options.env, ...ONLY_READ };
    if (readsNoFile(args)) {
      return await runTool(file, args, { ...options, env: withGitSettings(env, FIXED) });
    }
    const list = lists.get(options.cwd) ?? runTool(file, LIST, listOptions(options, env));
    lists.set(options.cwd, list);
    const listed = await list;
    if (!listed.ok) {
      lists.delete(options.cwd);
      return { ...listed, stdout: '' };
    }
    const overrides = overridesFor(listed.stdout);
    if (overrides === undefined) {
      return { ok: false, stdout: '', stderr: UNREADABLE, problem: UNREADABLE };
    }
    return await runTool(file, args, { ...options, env: withGitSettings(env, overrides) });
  };
}

const UNREADABLE = "a filter in the repository's git settings has a name that is not UTF-8";

/** Whether git reads names, refs or commits alone: it starts no filter then. */
function readsNoFile(args: readonly string[]): boolean {
  const at = args[0] === '-C' ? 2 : 0;
  const [command = '', option] = args.slice(at);
  return NO_FILE.has(command) || (option !== undefined && NO_FILE.has(`${command} ${option}`));
}

function listOptions(options: ToolOptions, env: Variables): ToolOptions {
  return { ...options, env, encoding: 'utf8', limitBytes: LIST_LIMIT_BYTES };
}

/** Undefined where a name cannot be given to git unchanged. */
function overridesFor(listed: string): readonly GitSetting[] | undefined {
  const personal = new Map<string, string>();
  const defined = new Map<string, string>();
  const fields = listed.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [key = '', ...rest] = (fields[at + 1] ?? '').split('\n');
    const [, last] = FILTER.exec(key) ?? [];
    if (last === undefined) continue;
    if (fields[at] === 'local' || fields[at] === 'worktree') {
      defined.set(key, last === 'required' ? 'false' : '');
    } else {
      // A key without a value is true.
      personal.set(key, rest.length === 0 ? 'true' : rest.join('\n'));
    }
  }
  if ([...defined.keys()].some((key) => key.includes('\uFFFD'))) return undefined;
  // Only keys that the repository defines: an empty `process` would turn the person's `clean` off.
  const values = [...defined].map(([key, unset]): GitSetting => [key, personal.get(key) ?? unset]);
  return [...FIXED, ...values];
}
