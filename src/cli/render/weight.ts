/** How much a line matters: `quiet` shows warnings and the end, `verbose` everything. */
export type Weight = 'detail' | 'info' | 'warning' | 'error';

export interface Words {
  readonly weight: Weight;
  readonly text: string;
}

export function info(text: string): Words {
  return { weight: 'info', text };
}

export function warning(text: string): Words {
  return { weight: 'warning', text };
}
