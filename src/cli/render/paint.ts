/** Colours by what a line is for. */
export type Paint = Readonly<
  Record<'dim' | 'bold' | 'detail' | 'info' | 'warning' | 'error', (text: string) => string>
>;

const plain = (text: string): string => text;

/** Colours where they are wanted; the same text where not. */
export function paint(isColoured: boolean): Paint {
  if (!isColoured) {
    return { dim: plain, bold: plain, detail: plain, info: plain, warning: plain, error: plain };
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
    warning: wrap(33),
    error: wrap(31),
  };
}
