import type { CliQuery } from '../provider/cli-query.ts';

/** The names that a CLI takes for its models, as far as it lists them: an older model may be missing. */
export interface ModelList {
  readonly models: readonly string[];
}

/** How a CLI is asked for them. */
export type ModelQuery = CliQuery<ModelList>;
