/** Explains that a Telegram group became a supergroup; `line` is the new line for the `.env`. */
export function aboutMovedChat(chatId: string): { readonly text: string; readonly line: string } {
  return {
    text: `the Telegram group became a supergroup; its chat id is ${chatId} now`,
    line: `TELEGRAM_CHAT_ID=${chatId}`,
  };
}
