import * as z from 'zod/mini';
import type { ModelList, ModelQuery } from '../../../domain/models/model-list.ts';
import { lenient, text } from '../lenient.ts';
import { appServerQuery } from './app-server.ts';

const result = z.object({ data: lenient(z.array(lenient(z.object({ id: text, model: text })))) });

/** Codex answers without a login and without a connection: the list comes with the program. */
export const modelQuery: ModelQuery = appServerQuery<ModelList, typeof result>({
  method: 'model/list',
  result,
  read(told) {
    const models = (told?.data ?? [])
      .flatMap((one) => [one?.model, one?.id])
      .filter((name) => name !== undefined);
    return models.length === 0 ? { why: 'it told no model' } : { models };
  },
});
