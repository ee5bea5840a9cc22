import { isListed, laterModels, type NamedModel } from '../../domain/models/later-models.ts';
import type { ModelList } from '../../domain/models/model-list.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { NoAnswer } from '../../domain/provider/cli-query.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { isStopped, type Loop } from '../run/loop.ts';

/**
 * Before the first attempt of a session: throws a UserError for a model of a later phase that the API does
 * not know, because that phase would fail hours from now. A model that its CLI lists costs no question.
 */
export async function checkLaterModels(loop: Loop, first: Phase): Promise<void> {
  const { models } = loop.spawner;
  const lists = new Map<ProviderName, ModelList | NoAnswer>();
  for (const asked of laterModels(loop.settings.config, first)) {
    if (isStopped(loop)) return;
    const list = lists.get(asked.provider) ?? (await models.list(asked));
    lists.set(asked.provider, list);
    const listed = 'models' in list ? list.models : [];
    if (isListed(asked.model, listed) || isStopped(loop)) continue;
    await checkByQuestion(loop, asked, listed);
  }
}

async function checkByQuestion(
  loop: Loop,
  asked: NamedModel,
  listed: readonly string[],
): Promise<void> {
  const { provider, model } = asked;
  const where = `${model} (${asked.phases.join(', ')})`;
  loop.teller.report({
    kind: 'note',
    text: `${provider} does not list ${where}: asking the model`,
  });
  const outcome = await loop.spawner.models.ask(asked);
  if (outcome.kind !== 'permanent') return;
  throw new UserError(`${provider} cannot work with the model ${where}: ${outcome.reason}`, {
    hint:
      listed.length === 0
        ? `set another model for these phases in ${loop.teller.place.config}`
        : `set one of these in ${loop.teller.place.config}: ${[...new Set(listed)].join(', ')}`,
  });
}
