/** The longest activity shown, in UTF-16 units. */
export const ACTIVITY_LIMIT = 300;
/** The longest text passed on to people, in UTF-16 units. */
export const REASON_LIMIT = 500;
