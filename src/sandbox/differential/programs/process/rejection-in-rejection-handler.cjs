// Rejections and errors in the handler of unhandled rejections.
let n = 0;
process.on('unhandledRejection', (reason) => {
  console.log('unhandled', String(reason));
  if (n++ < 2) Promise.reject(new Error('again ' + n));
  else throw new Error('thrown in the handler');
});
process.on('uncaughtException', (e, origin) => {
  console.log('uncaught', e.message, origin);
});
Promise.reject(new Error('one'));
