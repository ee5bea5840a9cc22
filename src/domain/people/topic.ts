/** The topic of a forum that holds all messages outside other topics; the API takes no id for it. */
export const GENERAL_TOPIC = 1;

/** Explains that a topic takes no messages, and what helps. */
export function aboutLostTopic(topic: number): { readonly text: string; readonly cure: string } {
  return {
    text: `topic ${topic} of TELEGRAM_THREAD_ID is deleted or closed`,
    cure: 'set TELEGRAM_THREAD_ID to the last number of the link of a topic that is open',
  };
}
