import { runTool } from '../../../adapters/process/run-tool.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import { artefactText, summaryPath } from '../../../adapters/session/artefacts/materials.ts';
import type { Publisher } from '../../../app/ports/publisher.ts';
import { pullRequestText } from '../../../domain/report/pull-request.ts';
import type { IterationRow } from '../../../domain/session/rows/iteration-row.ts';
import type { Place } from '../place/place.ts';

/** Publishes with the person's environment, marked, so that the next run ends what outlived this one. */
export function publisherOf(place: Place, run: string): Publisher | undefined {
  const { config, environment } = place;
  if (config.publish === 'off') return undefined;
  const open = async (): Promise<Publisher> => {
    const { openPublisher } = await import('../../../adapters/git/publish/publisher.ts');
    return openPublisher({
      ...{ mainRepo: config.mainRepo, environment: { ...environment, [MARK_NAME]: run }, runTool },
      timeoutMs: config.publishTimeoutMs,
      textOf: async ({ row }) => await textOf(place, row),
    });
  };
  return {
    obstacle: async (...args) => await (await open()).obstacle(...args),
    publish: async (...args) => await (await open()).publish(...args),
  };
}

async function textOf(
  place: Place,
  row: IterationRow,
): Promise<{ readonly title: string; readonly body: string }> {
  const { receiptSources } = await import('./receipt.ts');
  const { receiptWith } = await import('../../../app/report/receipt.ts');
  const receipt = await receiptWith(receiptSources(place), row);
  if (receipt === undefined) throw new Error('a row that is not done has no receipt');
  const path = summaryPath(place.folder.path);
  const summary = path === null ? undefined : artefactText(path);
  return pullRequestText(receipt, { summary, said: row.summary ?? '' });
}
