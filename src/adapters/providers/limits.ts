/** What is shown of an activity, in UTF-16 units. */
export const ACTIVITY_LIMIT = 120;
/** What is kept of a text that goes on to people. */
export const REASON_LIMIT = 500;
