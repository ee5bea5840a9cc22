import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { NO_BUBBLEWRAP } from '../support/bubblewrap.ts';
import { giveTo, idsOf, REAL_USERS } from '../support/users.ts';
import { follower } from './support/follower.ts';
import type { ScriptedModel } from './support/model.ts';
import { createRig, type Rig } from './support/rig.ts';

describe.skipIf(NO_BUBBLEWRAP !== undefined).each(PROVIDER_NAMES)('in bwrap, %s', (provider) => {
  test.each(REAL_USERS)(
    'as %s writes nothing outside of its worktree and session',
    async (user) => {
      const setup = { provider, user, model: follower, env: { SAMOCODE_SANDBOX: 'bwrap' } };
      await using rig = await createRig(setup);
      expect((await rig.samocode('--task', 'Write a greeting', '--once')).exitCode).toBe(0);
      const { session } = rig;
      const other = otherSession(rig);
      giveTo(idsOf(user), other);
      const paths = targets(rig.root, session, other);
      const files = paths.filter((file) => !file.endsWith('_signal_history.jsonl'));
      const before = files.map(contentOf);

      rig.api.play(prober(paths, session));
      const run = await rig.samocode('--once');
      expect(run, `${run.stdout}\n${run.stderr}`).toMatchObject({ exitCode: 0 });

      expect(readFileSync(path.join(session, 'reached.txt'), 'utf8')).toBe(`${session}\n`);
      expect(rig.api.questions.at(-1)?.toolResults).toHaveLength(paths.length + 2);
      expect(files.map(contentOf)).toEqual(before);
      expect(contentOf(path.join(session, '_signal_history.jsonl'))).not.toContain('forged');
      expect(existsSync(path.join(session, 'own.txt'))).toBe(true);
    },
  );
});

/** What no agent may write. */
function targets(root: string, session: string, other: string): readonly string[] {
  return [
    path.join(root, 'home/written'),
    path.join(session, '_signal_history.jsonl'),
    path.join(session, '_inbox/forged.json'),
    path.join(session, '.run/forged'),
    path.join(root, 'repo/.git/config'),
    path.join(root, 'repo/.git/hooks/pre-commit'),
    path.join(root, 'repo/README.md'),
    path.join(root, '.samocode'),
    path.join(other, '_overview.md'),
  ];
}

/** First a shell command tries each path, then the tool that writes files; at last the step is done. */
function prober(paths: readonly string[], session: string): ScriptedModel {
  return (request) => {
    const step = request.toolResults.length;
    if (step === 0) {
      const tried = [...paths, path.join(session, 'own.txt')];
      const tries = tried.map(
        (to) => `(echo forged >> '${to}') 2>/dev/null && dirname '${to}' >> "$OUT"`,
      );
      return {
        kind: 'shell',
        command: [`OUT='${session}/reached.txt'`, ...tries, 'true'].join('\n'),
      };
    }
    const next = paths[step - 1];
    if (next !== undefined) return { kind: 'write', path: next, text: 'forged' };
    if (step > paths.length + 1) return { kind: 'text', text: 'The step is done.' };
    return follower({ ...request, toolResults: [] });
  };
}

/** Another session of the project, for as long as the test. */
function otherSession({ root }: Rig): string {
  const folder = path.join(root, 'sessions/other');
  mkdirSync(folder);
  writeFileSync(path.join(folder, '_overview.md'), '# Session: other\n');
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
