/** Colours by the purpose of a line. */
export type Paint = Readonly<
  Record<
    'dim' | 'bold' | 'detail' | 'info' | 'good' | 'warning' | 'error',
    (text: string) => string
  >
>;

const plain = (text: string): string => text;

/** Whether a run may use colours: on a terminal that has them, unless a person said no. */
export function wantsColour(of: {
  readonly isTerminal: boolean;
  /** False: `--no-color`. */
  readonly flag: boolean | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): boolean {
  if (!of.isTerminal || of.flag === false) return false;
  return (of.environment['NO_COLOR'] ?? '') === '' && of.environment['TERM'] !== 'dumb';
}

/** Whether a run shows its status line: on a terminal that can erase, before a person. */
export function wantsStatusLine(of: {
  readonly isTerminal: boolean;
  readonly flags: { readonly json?: boolean; readonly quiet?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
}): boolean {
  if (!of.isTerminal || of.flags.json === true || of.flags.quiet === true) return false;
  const { TERM = '', CI = '' } = of.environment;
  return !['', 'dumb'].includes(TERM) && ['', '0', 'false'].includes(CI);
}

/** Colours where they are wanted; the same text where not. */
export function paint(isColoured: boolean): Paint {
  if (!isColoured) {
    const none = { dim: plain, bold: plain, detail: plain, info: plain };
    return { ...none, good: plain, warning: plain, error: plain };
  }
  const wrap =
    (code: number) =>
    (text: string): string =>
      `\u001B[${code}m${text}\u001B[0m`;
  return {
    dim: wrap(2),
    bold: wrap(1),
    detail: wrap(2),
    info: plain,
    good: wrap(32),
    warning: wrap(33),
    error: wrap(31),
  };
}
