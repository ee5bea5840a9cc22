/** The settings file next to `.samocode`: the first of these that exists. `.env` may be the product's. */
export const SETTINGS_FILES = ['.samocode.env', '.env'] as const;

/** Where a person puts a setting or a credential. */
export const IN_SETTINGS_FILE = 'in .samocode.env (or .env) next to .samocode';
