// What of a machine of the user's own is told and drawn: beyond these a drawing helps nobody, and would hold up the page.

export const MAX_STATES = 60;
export const MAX_WAYS = 300;
