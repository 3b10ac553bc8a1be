// Nobody listens for the error of a connection: the process dies with its stack.
import net from 'node:net';

process.on('exit', (code) => console.log('exit', code));
net.connect(1, '127.0.0.1');
setTimeout(() => console.log('never'), 5000);
