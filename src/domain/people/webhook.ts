/** What to say where a webhook gets the bot's updates, so that none reaches samocode. */
export const WEBHOOK = {
  text: 'this bot has a webhook, to which button presses and replies go',
  cure: 'remove it by deleteWebhook of the Bot API, or give samocode a bot of its own',
} as const;
