import { afterEach, describe, expect, it } from 'vitest';
import { activityMark } from '../learner/activity.ts';
import { draftStore } from '../learner/drafts.ts';
import { LabSession } from './session.ts';
import { labDataOf } from './testing/lab-data.ts';

const data = labDataOf();

/** A device's storage, with room for `room` characters a value. */
function device(room = Number.POSITIVE_INFINITY): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem(key, value) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      map.set(key, value);
    },
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
    key: (n) => [...map.keys()][n] ?? null,
    get length() {
      return map.size;
    },
  };
}

const open: LabSession[] = [];
function openTab(storage: Storage | undefined): LabSession {
  const session = new LabSession(data, draftStore(storage));
  open.push(session);
  return session;
}
const textOf = (session: LabSession) => session.files.value['server.ts'];

afterEach(() => {
  for (const session of open.splice(0)) session.dispose();
});

describe('a page that died', () => {
  const activity = (storage: Storage) => new LabSession(data, draftStore(undefined), activityMark(storage));

  it('says at the next load what was under way, once, and nothing when it was left', () => {
    const tab = device();
    activityMark(tab).set(data.slug, 'run');
    const [second, third] = [activity(tab), activity(tab)];
    open.push(second, third);
    expect(second.notice.value).toContain('while your server was running');
    expect(third.notice.value).toBeUndefined();
  });

  it('is told of a run that began and did not end, and not of a page that was left', async () => {
    const tab = device();
    const died = activity(tab);
    open.push(died);
    const starting = died.run();
    const next = activity(tab);
    open.push(next);
    expect(next.notice.value).toContain('Your code is as you left it');
    await starting;
    void died.run();
    died.leave();
    const last = activity(tab);
    open.push(last);
    expect(last.notice.value).toBeUndefined();
  });
});

describe('the files of an open exercise', () => {
  it('are there again in the next visit', () => {
    const storage = device();
    const first = openTab(storage);
    first.edit('server.ts', 'mine');
    first.save();
    expect(textOf(openTab(storage))).toBe('mine');
  });

  it('go to the history when they are reset, and come back from there', () => {
    const session = openTab(device());
    session.edit('server.ts', 'mine');
    session.reset();
    expect(textOf(session)).toBe('starter');
    const [version] = session.history();
    session.restore(version!);
    expect(textOf(session)).toBe('mine');
  });

  it('stay when the device cannot keep what a reset would take away', () => {
    const session = openTab(device(100));
    session.edit('server.ts', 'long '.repeat(100));
    session.reset();
    expect(textOf(session)).toBe('long '.repeat(100));
    expect(session.notice.value).toContain('does not keep your draft');
  });

  it('can be edited where nothing is kept at all', () => {
    const session = openTab(undefined);
    session.edit('server.ts', 'mine');
    session.save();
    expect(textOf(session)).toBe('mine');
    expect(session.notice.value).toContain('Copy your code');
  });
});

describe('one exercise in two tabs', () => {
  it('keeps the version of the other tab when this one saves over it', () => {
    const storage = device();
    const [one, two] = [openTab(storage), openTab(storage)];
    one.edit('server.ts', 'of one');
    one.save();
    two.edit('server.ts', 'of two');
    two.save();
    expect(two.history().map(({ why, files }) => [why, files['server.ts']])).toEqual([['From another tab', 'of one']]);
    expect(textOf(openTab(storage))).toBe('of two');
  });

  it('saves nothing over it from a tab in which nothing was typed', () => {
    const storage = device();
    const [one, two] = [openTab(storage), openTab(storage)];
    one.edit('server.ts', 'of one');
    one.save();
    two.save();
    expect(textOf(openTab(storage))).toBe('of one');
  });

  it('says so in the tab that did not write', () => {
    const storage = device();
    const [one, two] = [openTab(storage), openTab(storage)];
    one.edit('server.ts', 'of one');
    one.save();
    one.hearOtherTab();
    two.hearOtherTab();
    expect(one.notice.value).toBeUndefined();
    expect(two.notice.value).toContain('open in another tab');
  });
});
