import { dirname, join } from 'node:path';
import { PRICES, type PriceTable, readPrices } from '../../../domain/provider/cost/prices.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Here } from '../environment.ts';
import { userSettingsPath } from './raw-values.ts';
import { readTextFile } from './text-file.ts';

/** A person's own `prices.json` next to the personal settings, else the shipped prices. Throws a UserError for a file with a fault. */
export function loadPrices({ environment, home }: Pick<Here, 'environment' | 'home'>): PriceTable {
  const path = join(dirname(userSettingsPath(environment, home)), 'prices.json');
  const file = readTextFile(path);
  if (file.kind === 'absent') return PRICES;
  const prices = file.kind === 'text' ? readPrices(file.text) : undefined;
  if (prices !== undefined) return prices;
  throw new UserError(`${path} is not a table of prices`, {
    hint: 'docs/models.md shows the format; without the file the shipped prices count',
  });
}
