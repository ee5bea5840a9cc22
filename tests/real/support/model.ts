/** What a CLI asked the model, reduced to what a scripted model decides on. */
export interface ModelRequest {
  /** Every user text of the conversation, in order. */
  readonly prompt: string;
  /** The whole body as it came, system prompt and tools included. */
  readonly all: string;
  /** The results of the tool calls so far, oldest first. */
  readonly toolResults: readonly string[];
  /** How many replies of the model the conversation already holds. */
  readonly turn: number;
}

/** What the scripted model does; a `shell` reply is the CLI's own shell tool, called once. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'shell'; readonly command: string }
  /** The CLI's own tool that writes a file: Claude's Write, Codex's apply_patch. */
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: unknown;
    }
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' };

/** A model that follows a script; asked once for each request to the API. */
export type ScriptedModel = (request: ModelRequest) => Reply;

/** One request as the API saw it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** A scripted model API on loopback. */
export interface ModelApi extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a path. */
  readonly url: string;
  /** Everything that was asked, side requests included. */
  readonly requests: readonly RecordedRequest[];
  /** The questions to the model alone. */
  readonly questions: readonly ModelRequest[];
  /** Puts another model behind the API, from the next request on. */
  play(model: ScriptedModel): void;
}

/** The tokens that every reply reports: cost and use must show up wherever they are read. */
export const TOKENS_PER_REPLY = { input: 1000, output: 50 } as const;
