/** A file or folder of samocode that can be installed in a CLI's own folder. */
export interface Item {
  /** Absolute; a file, or a skill's folder. */
  readonly source: string;
  /** Absolute; where the CLI looks for it. */
  readonly target: string;
}

/** The current entry at a target. */
export type Found =
  | { readonly kind: 'missing' }
  /** A link of ours; `isRight` when it leads to the item's source. */
  | { readonly kind: 'our-link'; readonly isRight: boolean }
  /** A copy of ours, unchanged since; `isRight` when it equals the item's source. */
  | { readonly kind: 'our-copy'; readonly isRight: boolean }
  /** Foreign, or a copy of ours that was changed: never touched. */
  | { readonly kind: 'foreign'; readonly what: string };

export type Mode = 'link' | 'copy';

/** One thing to be done, or not to be done and why. */
export type Action =
  | { readonly kind: Mode; readonly source: string; readonly target: string }
  /** Ours, but of an older checkout, version or mode. */
  | {
      readonly kind: 'replace';
      readonly mode: Mode;
      readonly source: string;
      readonly target: string;
    }
  | { readonly kind: 'keep'; readonly target: string }
  | { readonly kind: 'remove'; readonly target: string }
  | { readonly kind: 'leave'; readonly target: string; readonly what: string };

/**
 * The steps of an installation, as data: links or copies each item, removes our items that no
 * longer ship, leaves foreign entries unchanged.
 */
export function planInstall(
  items: readonly (Item & { readonly found: Found })[],
  stale: readonly string[],
  mode: Mode,
): readonly Action[] {
  const placed = items.map(({ source, target, found }): Action => {
    switch (found.kind) {
      case 'missing':
        return { kind: mode, source, target };
      case 'our-link':
        if (mode === 'link' && found.isRight) return { kind: 'keep', target };
        return { kind: 'replace', mode, source, target };
      case 'our-copy':
        if (mode === 'copy' && found.isRight) return { kind: 'keep', target };
        return { kind: 'replace', mode, source, target };
      case 'foreign':
        return { kind: 'leave', target, what: found.what };
    }
  });
  return [...placed, ...stale.map((target): Action => ({ kind: 'remove', target }))];
}

/** The steps of an uninstallation: removes all our entries and nothing else. */
export function planUninstall(
  found: readonly { readonly target: string; readonly found: Found }[],
  leftovers: readonly string[],
): readonly Action[] {
  const removed = found.flatMap(({ target, found: now }): readonly Action[] => {
    switch (now.kind) {
      case 'missing':
        return [];
      case 'our-link':
      case 'our-copy':
        return [{ kind: 'remove', target }];
      case 'foreign':
        return [{ kind: 'leave', target, what: now.what }];
    }
  });
  return [...removed, ...leftovers.map((target): Action => ({ kind: 'remove', target }))];
}
