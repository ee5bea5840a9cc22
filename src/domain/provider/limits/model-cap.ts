/** Words of Claude's model families; an alias or a full name has one of them. */
const FAMILIES = /opus|sonnet|haiku|fable/i;
/** Aliases that leave the choice to the CLI. */
const UNDECIDED = /^(?:default|best|auto)$/i;

/** The name of a capped model as part of a file name. */
export function capKey(model: string): string {
  return model
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_')
    .slice(0, 40);
}

/**
 * Whether the cap with this key limits an agent with this model; one whose model is unknown, it does. A cap
 * on a family limits each of its models; any other name is exact, but for a prefix of a gateway.
 */
export function isCapped(key: string, model: string | undefined): boolean {
  if (model === undefined || UNDECIDED.test(model)) return true;
  const used = capKey(model);
  if (!FAMILIES.test(key)) return used === key || used.endsWith(`_${key}`);
  return !FAMILIES.test(model) || used.includes(key) || key.includes(used);
}
