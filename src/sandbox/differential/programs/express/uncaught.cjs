// An error outside a request kills the server: stack, exit code, and what was answered before.
const http = require('node:http');
const express = require('express');

const app = express();
app.get('/', (_request, response) => {
  response.send('ok');
  setTimeout(() => {
    throw new TypeError('after the answer');
  }, 5);
});
const server = app.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1' }, (response) =>
    response.on('data', (data) => console.log(String(data))),
  );
});
process.on('exit', (code) => console.log('exit', code));
