// Runs before the first paint, so that the remembered theme does not flash. Without a choice the system's theme applies.
try {
  const theme = localStorage.getItem('duplex-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme applies.
}
