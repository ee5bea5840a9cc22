import type { NoAnswer } from '../provider/cli-query.ts';
import type { Outcome } from '../provider/outcome.ts';
import type { AskedModel } from './asked-models.ts';
import type { ModelList } from './model-list.ts';

/** The questions about a configured model; they never reject. */
export interface ModelQuestions {
  /** Asks its CLI for the list; takes some seconds at most and costs nothing. */
  readonly list: (asked: AskedModel) => Promise<ModelList | NoAnswer>;
  /** Asks the model itself: a few tokens, unless the API does not know it. */
  readonly ask: (asked: AskedModel) => Promise<Outcome>;
}
