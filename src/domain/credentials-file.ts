/** The text of a new `.samocode.env`. */
export const CREDENTIALS_TEXT = `# Settings of samocode for this user: credentials, programs, Telegram. Keep this file out of git.
# While it exists, samocode does not read .env beside it.
# ANTHROPIC_API_KEY=
# CLAUDE_CODE_OAUTH_TOKEN=
# CODEX_API_KEY=
# TELEGRAM_BOT_TOKEN=
# TELEGRAM_CHAT_ID=
`;
