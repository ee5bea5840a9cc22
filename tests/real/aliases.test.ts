import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readContext, stepOf } from './support/follower.ts';
import type { ModelRequest, Reply } from './support/model.ts';
import { createRig } from './support/rig.ts';

test("a person's alias that asks does not keep Claude's commands from their work", async () => {
  let seen: string | undefined;
  const command = 'touch notes copy && rm notes && mv copy kept && ls notes kept; greet';
  const model = (request: ModelRequest): Reply => {
    const [result, ...others] = request.toolResults;
    if (result === undefined) return { kind: 'shell', command };
    seen ??= result;
    if (others.length > 0) return { kind: 'text', text: 'The step is done.' };
    return { kind: 'shell', command: stepOf(readContext(request)) };
  };
  await using rig = await createRig({ provider: 'claude', model, env: { SHELL: '/bin/bash' } });
  const aliases = ["alias rm='rm -i'", "alias mv='mv -i'", "alias greet='echo hello'"];
  writeFileSync(path.join(rig.root, 'home', '.bashrc'), `${aliases.join('\n')}\n`);
  const run = await rig.samocode('--task', 'Write a greeting', '--once');
  expect(run, run.stdout).toMatchObject({ exitCode: 0 });
  expect(seen).toContain("cannot access 'notes'");
  // Other aliases are kept.
  expect(seen).toMatch(/kept[\s\S]*hello/);
});
