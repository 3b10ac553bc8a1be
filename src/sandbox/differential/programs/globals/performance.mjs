// perf_hooks.
import {
  constants,
  createHistogram,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance as p,
} from 'node:perf_hooks';

console.log(
  p === performance,
  typeof p.now(),
  typeof p.timeOrigin,
  Object.keys(p.toJSON()),
  p.nodeTiming.name,
  typeof p.nodeTiming.bootstrapComplete,
);
const m = p.mark('a', { detail: { x: 1 }, startTime: 1 });
console.log(m.name, m.entryType, m.startTime, m.detail, m.duration);
p.mark('b', { startTime: 3 });
const me = p.measure('m', 'a', 'b');
console.log(
  me.duration,
  me.startTime,
  p.getEntries().map((e) => e.name),
  p.getEntriesByName('a').length,
  p.getEntriesByType('measure').length,
);
p.clearMarks();
console.log(p.getEntries().map((e) => e.name));
try {
  p.measure('x', 'nope');
} catch (e) {
  console.log(e.name, e.code, e.message);
}
const obs = new PerformanceObserver((l) => {
  console.log(l.getEntries().map((e) => [e.name, e.entryType]));
  obs.disconnect();
});
obs.observe({ entryTypes: ['mark', 'function'] });
p.mark('seen');
const timed = p.timerify(function work(x) {
  return x * 2;
});
console.log(timed(4), timed.name, timed.length);
console.log(PerformanceObserver.supportedEntryTypes, Object.keys(p.eventLoopUtilization()));
const h = createHistogram();
h.record(5);
h.record(10);
console.log(h.min, h.max, h.mean, h.count, h.percentile(50), h.stddev, h.exceeds);
const d = monitorEventLoopDelay({ resolution: 10 });
console.log(d.enable(), d.disable(), typeof d.min);
console.log(Object.keys(constants).slice(0, 3));
