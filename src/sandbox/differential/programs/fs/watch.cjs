// Known to differ: nobody else changes the files of a process, so fs.watch refuses.
try {
  require('node:fs').watch('.').close();
  console.log('watching');
} catch (error) {
  console.log(error.code);
}
