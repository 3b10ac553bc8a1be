/** HTTP's methods, then those RTSP adds, each at its number in llhttp. `QUERY` came last, after RTSP's. */
const NUMBERED =
  'DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND ' +
  'UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK ' +
  'UNLINK SOURCE PRI DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD FLUSH QUERY';

/** By llhttp's number. */
export const allMethods: readonly string[] = NUMBERED.split(' ');

/** Those of HTTP alone: without HTTP/2's preface `PRI` and without RTSP's. */
export const methods: readonly string[] = allMethods.filter(
  (name, number) => number < allMethods.indexOf('PRI') || name === 'QUERY',
);
