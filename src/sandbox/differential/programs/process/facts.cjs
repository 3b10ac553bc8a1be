// What the process object tells.
console.log(process.version, process.versions.node, process.release.name, process.platform, process.arch);
console.log(
  typeof process.uptime(),
  process.hrtime().length,
  typeof process.hrtime.bigint(),
  process.umask().toString(8),
);
console.log(Object.keys(process.memoryUsage()), typeof process.memoryUsage.rss(), Object.keys(process.resourceUsage()));
console.log(Object.keys(process.cpuUsage()), Object.keys(process.threadCpuUsage()));
console.log(process.getuid() >= 0, process.geteuid() === process.getuid(), Array.isArray(process.getgroups()));
console.log(process.stdin.fd, process.stdout.fd, process.stderr.fd, process.stdout.isTTY, process.stdin.isTTY);
console.log(process.emitWarning.length, process.report ? Object.keys(process.report) : null);
console.log(typeof process.binding, process.getBuiltinModule('fs') === require('fs'), process.getBuiltinModule('nope'));
console.log(
  process.constrainedMemory() >= 0,
  process.availableMemory() > 0,
  process.permission,
  process.channel,
  process.connected,
);
console.log(Object.keys(process).sort().join());
