// Signals that a process sends to itself.
process.on('SIGTERM', (name, number) => {
  console.log(name, number);
  process.off('SIGUSR2', again);
  setTimeout(() => process.kill(process.pid, 'SIGINT'), 1);
});
function again(name) {
  console.log(name);
  process.kill(process.pid, 'SIGTERM');
}
process.on('SIGUSR2', again);
process.once('SIGINT', () => {
  console.log('once');
  clearInterval(timer);
});
const timer = setInterval(() => {}, 1000);
console.log(process.kill(process.pid, 0));
try {
  process.kill(process.pid, 'SIGNOPE');
} catch (e) {
  console.log(e.code, e.message);
}
try {
  process.kill(999999, 0);
} catch (e) {
  console.log(e.code, e.syscall, e.errno, e.message);
}
try {
  process.kill('x');
} catch (e) {
  console.log(e.code, e.message);
}
try {
  process.on('SIGKILL', () => {});
} catch (e) {
  console.log(e.code, e.syscall, e.message);
}
process.kill(process.pid, 'SIGUSR2');
