/**
 * Preload of the rig's own process on `node`: `node --expose-internals --import <this> rig.cjs`, with `DUPLEX_CONTROL`
 * and `DUPLEX_NODE` in the environment.
 */
import { provideRigHost } from '../host.ts';
import { CONTROL_VARIABLE, start } from '../protocol.ts';
import { control } from './controlled.ts';
import { NODE_VARIABLE, nodeSettings, prepareServer } from './prepare-server.ts';

const settings = start.parse(JSON.parse(process.env[CONTROL_VARIABLE] ?? 'null'));
const place = nodeSettings.parse(JSON.parse(process.env[NODE_VARIABLE] ?? 'null'));
delete process.env[CONTROL_VARIABLE];
delete process.env[NODE_VARIABLE];

const controlled = control(settings, () => undefined);
provideRigHost({
  runtime: 'node',
  unfit: controlled.unfit,
  local: (request) => controlled.handle(request),
  now: controlled.clock.now,
  realNow: controlled.clock.realNow,
  realTimeout: controlled.clock.realTimeout,
  prepareServer: (entry, files) => prepareServer(place, entry, files),
});
