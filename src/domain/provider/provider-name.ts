/** The CLIs samocode can run. */
export const PROVIDER_NAMES = ['claude', 'codex'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];
