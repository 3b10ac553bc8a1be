// An error outside a request kills the server: stack, exit code, and what was answered before.
const http = require('node:http');
const express = require('express');

const app = express();
app.get('/', (_request, response) => {
  response.send('ok');
});
const server = app.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
    response.on('data', (data) => console.log(String(data)));
    response.on('end', () => {
      setTimeout(() => {
        throw new TypeError('after the answer');
      }, 1);
    });
  });
});
process.on('exit', (code) => console.log('exit', code));
