import type { AskedModel } from '../../domain/models/asked-models.ts';
import type { ModelQuestions } from '../../domain/models/model-questions.ts';
import type { Outcome } from '../../domain/provider/outcome.ts';
import type { Stops } from '../ports/repository.ts';
import { askCli, type Asking } from './ask-cli.ts';

/** Asks a model one tiny, paid question. */
export type AskModel = (
  asked: AskedModel,
  how: Stops & { readonly file: string; readonly env: Readonly<Record<string, string>> },
) => Promise<Outcome>;

/** The questions about the models of these providers. */
export function modelQuestions(askings: readonly Asking[], askModel: AskModel): ModelQuestions {
  const askingOf = (asked: AskedModel): Asking | undefined =>
    askings.find(({ provider }) => provider.name === asked.provider);
  return {
    async list(asked) {
      const asking = askingOf(asked);
      if (asking === undefined) return { why: 'it does not work in this run' };
      return await askCli(asking, asking.provider.modelQuery);
    },
    async ask(asked) {
      const asking = askingOf(asked);
      if (asking === undefined) return { kind: 'stopped' };
      const { config, environment, stops } = asking;
      return await askModel(asked, { ...stops, file: config.executable, env: environment });
    },
  };
}
