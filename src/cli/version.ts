/** Put in by the build, from package.json. */
declare const SAMOCODE_VERSION: string;

export const VERSION: string = SAMOCODE_VERSION;
