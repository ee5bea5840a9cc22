import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT } from '../support/assets.ts';

const Named = z.looseObject({ name: z.string(), version: z.string() });
const MANIFESTS = ['.claude-plugin/plugin.json', 'agents/.claude-plugin/plugin.json'];
const Marketplace = z.looseObject({
  name: z.string(),
  plugins: z.array(z.looseObject({ name: z.string(), source: z.string() })),
});

function json(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

it.each(MANIFESTS)('%s has the name that --agent is given, and the package’s version', (path) => {
  const plugin = Named.parse(json(path));
  expect(plugin.name).toBe('samocode');
  expect(plugin.version).toBe(Named.parse(json('package.json')).version);
});

it('the marketplace offers this folder as that plugin', () => {
  const { plugins } = Marketplace.parse(json('.claude-plugin/marketplace.json'));
  expect(plugins.map(({ name, source }) => ({ name, source }))).toEqual([
    { name: 'samocode', source: './' },
  ]);
});
