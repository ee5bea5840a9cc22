/** A Telegram group that became a supergroup, for a person; `line` belongs into the `.env`. */
export function aboutMovedChat(chatId: string): { readonly text: string; readonly line: string } {
  return {
    text: `the Telegram group became a supergroup; its chat id is ${chatId} now`,
    line: `TELEGRAM_CHAT_ID=${chatId}`,
  };
}
