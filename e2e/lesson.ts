/** The lesson that the journeys walk: its path in the site. Apart, for some of them do not run in Playwright. */
export const LESSON = 'modules/rooms-departments-presence/';
