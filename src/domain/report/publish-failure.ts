import { printableWords } from '../text/printable.ts';

/** Failures of the network and of a server, after which the same command may succeed; "Head sha": GitHub may not know the pushed branch yet. */
const TRANSIENT =
  /head sha can't be blank|could not resolve|timed? ?out|took longer than|connection (?:refused|reset|closed)|error connecting|network is unreachable|unexpected disconnect|hung up unexpectedly|early eof|RPC failed|HTTP 5\d\d|\b50[0234]\b|rate limit/i;
/** A server that refuses says no more a second time. */
const REFUSED = /\[(?:remote )?rejected\]|permission (?:to .+ )?denied|authentication failed/i;
const SAID_LENGTH = 300;

/** Whether the next try of `git push` or `gh` may succeed. */
export function isTransientFailure(said: string): boolean {
  return TRANSIENT.test(said) && !REFUSED.test(said);
}

/** The words of git or gh in one line, without the credentials that an address may hold. */
export function publishWords(said: string): string {
  return printableWords(said.replace(/\/\/[^/@\s]+@/g, '//'), SAID_LENGTH);
}

/** `host/owner/repository` of a remote's address; undefined where it has another form. */
export function repositoryOf(url: string): string | undefined {
  const [, host, path] =
    /^(?:https?:\/\/|ssh:\/\/)(?:[^/@\s]+@)?([\w-]+(?:\.[\w-]+)+)(?::\d+)?\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
      url,
    ) ??
    /^(?:[^/@\s]+@)?([\w-]+(?:\.[\w-]+)+):([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ??
    [];
  if (host === undefined || path === undefined) return undefined;
  // GitHub's ssh on port 443 has a name of its own, which gh knows as no host.
  return `${host.toLowerCase() === 'ssh.github.com' ? 'github.com' : host}/${path}`;
}
