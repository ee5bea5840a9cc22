import * as z from 'zod/mini';
import type { Published, Unpublished } from '../../../app/ports/publisher.ts';
import { isTransientFailure, publishWords } from '../../../domain/report/publish-failure.ts';
import { readJson } from '../../../domain/text/read-json.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { refused } from '../refusal.ts';
import type { PublishTool } from './push.ts';

const URL_LENGTH = 500;
const found = z.array(
  z.object({ url: z.string(), headRefName: z.string(), isCrossRepository: z.boolean() }),
);

/** The pull request of a branch. */
export interface PullRequest {
  readonly mainRepo: string;
  /** `host/owner/repository`; undefined: gh finds it by the remotes. */
  readonly repository: string | undefined;
  readonly branch: string;
  readonly base: string | undefined;
  readonly text: () => Promise<{ readonly title: string; readonly body: string }>;
}

/** The open pull request of the branch, or else a new draft. */
export async function findOrMake(
  tool: PublishTool,
  request: PullRequest,
): Promise<Exclude<Published, { kind: 'nothing' }>> {
  const { branch, base, repository } = request;
  const where = repository === undefined ? [] : [`--repo=${repository}`];
  const before = await findOpen(tool, request, where);
  if (before !== undefined) return before;
  const { title, body } = await request.text();
  const onto = base === undefined ? [] : [`--base=${base}`];
  const create = ['pr', 'create', '--draft', ...where, `--head=${branch}`, ...onto];
  const made = await tool('gh', [...create, `--title=${title}`, '--body-file=-'], body);
  const url = made.ok ? made.stdout.trim().split('\n').map(urlOf).findLast(Boolean) : undefined;
  if (url !== undefined) return { kind: 'published', url };
  // An answer that was lost, or another run's: it may be there all the same.
  const after = made.ok ? await findOpen(tool, request, where) : undefined;
  return after ?? failed(request, 'made no draft pull request', made.stderr);
}

async function findOpen(
  tool: PublishTool,
  request: PullRequest,
  where: readonly string[],
): Promise<Exclude<Published, { kind: 'nothing' }> | undefined> {
  const { branch } = request;
  const fields = '--json=url,headRefName,isCrossRepository';
  const list = ['pr', 'list', ...where, `--head=${branch}`, '--state=open', fields];
  const { ok, stdout, stderr } = await tool('gh', list);
  const all = ok ? readJson(found, stdout) : undefined;
  if (all === undefined) return failed(request, 'did not list the pull requests', stderr);
  const own = all.find((one) => one.headRefName === branch && !one.isCrossRepository);
  const url = own && urlOf(own.url);
  return url === undefined ? undefined : { kind: 'published', url };
}

function urlOf(text: string): string | undefined {
  const url = text.trim();
  return /^https?:\/\/[\x21-\x7e]+$/.test(url) && url.length <= URL_LENGTH ? url : undefined;
}

function failed(request: PullRequest, what: string, stderr: string): Unpublished {
  const { mainRepo, branch, repository } = request;
  const host = repository?.split('/')[0];
  const login = ['gh', 'auth', 'login', ...(host === undefined ? [] : [`--hostname=${host}`])];
  const look = ['gh', 'pr', 'list', `--head=${branch}`];
  // gh names this command where it has no login, or one that has ended.
  const cure = stderr.includes('gh auth login')
    ? joinShellWords(login)
    : `${joinShellWords(['cd', mainRepo])} && ${joinShellWords(look)}`;
  const reason = `gh ${what} for branch ${branch}: ${publishWords(stderr) || 'it said nothing'}`;
  const isTransient = isTransientFailure(stderr);
  return { kind: 'failed', refusal: refused(reason, cure), isTransient };
}
