/** No program may ask at a terminal or in a window, or look for a newer version of itself. */
export const NOBODY_THERE = {
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  SSH_ASKPASS_REQUIRE: 'never',
  GH_PROMPT_DISABLED: '1',
  GH_NO_UPDATE_NOTIFIER: '1',
  NO_COLOR: '1',
  // gh puts these above NO_COLOR and above a stdout that is no terminal: JSON in colours, or a pager.
  CLICOLOR_FORCE: '0',
  GH_FORCE_TTY: '',
};
