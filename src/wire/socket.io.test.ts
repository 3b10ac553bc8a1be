import { decodePayload as decodeReal, encodePacket, encodePayload } from 'engine.io-parser';
import { Decoder, Encoder, PacketType } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { decodePacket, decodePayload, decodeSocketPacket, describePacket, isEngineTarget } from './socket.io.ts';

const encode = (packet: Parameters<Encoder['encode']>[0]): string => String(new Encoder().encode(packet)[0]);

describe('packets of Socket.IO', () => {
  it.each([
    [{ type: PacketType.CONNECT, nsp: '/' }, 'CONNECT'],
    [{ type: PacketType.CONNECT, nsp: '/exec', data: { token: 't' } }, 'CONNECT /exec {"token":"t"}'],
    [{ type: PacketType.CONNECT, nsp: '/exec', data: { sid: 'x,1[' } }, 'CONNECT /exec {"sid":"x,1["}'],
    [{ type: PacketType.DISCONNECT, nsp: '/exec' }, 'DISCONNECT /exec'],
    [{ type: PacketType.EVENT, nsp: '/', data: ['join', { a: [1] }] }, 'EVENT join {"a":[1]}'],
    [{ type: PacketType.EVENT, nsp: '/a-1', id: 12, data: ['x'] }, 'EVENT /a-1 x (ack 12)'],
    [{ type: PacketType.EVENT, nsp: '/', id: 0, data: ['x', 7, null] }, 'EVENT x 7 null (ack 0)'],
    [{ type: PacketType.ACK, nsp: '/exec', id: 3, data: [{ ok: true }] }, 'ACK /exec {"ok":true} (ack 3)'],
    [{ type: PacketType.ACK, nsp: '/', id: 3, data: [] }, 'ACK (ack 3)'],
    [{ type: PacketType.CONNECT_ERROR, nsp: '/', data: { message: 'no' } }, 'CONNECT_ERROR {"message":"no"}'],
    [
      { type: PacketType.EVENT, nsp: '/f', id: 5, data: ['file', Buffer.from('abc'), Buffer.from('d')] },
      'EVENT /f file {"_placeholder":true,"num":0} {"_placeholder":true,"num":1} + 2 binary (ack 5)',
    ],
  ] as const)('are read as the real decoder reads them: %j', (packet, words) => {
    const text = encode(packet as unknown as Parameters<Encoder['encode']>[0]);
    const decoder = new Decoder() as unknown as { decodeString(text: string): Record<string, unknown> };
    const real = decoder.decodeString(text);
    const ours = decodeSocketPacket(text);
    expect(ours).toEqual({
      type: PacketType[real['type'] as number],
      namespace: real['nsp'],
      id: real['id'],
      attachments: real['attachments'] ?? 0,
      data: real['data'],
    });
    const described = describePacket({ type: 'message', data: text, packet: ours });
    expect(described.replace('BINARY_EVENT', 'EVENT')).toBe(words);
  });

  it('are told from other text', () => {
    for (const text of ['', 'x', '9', '2[', '5["x"]', '20-["x"]', '7{}'])
      expect(decodeSocketPacket(text)).toBeUndefined();
  });
});

describe('packets of Engine.IO', () => {
  it('are read as the real decoder reads them', () => {
    const packets = [
      { type: 'open', data: '{"sid":"x"}' },
      { type: 'ping' },
      { type: 'pong', data: 'probe' },
      { type: 'upgrade' },
      { type: 'noop' },
      { type: 'close' },
      { type: 'message', data: '2["x"]' },
      { type: 'message', data: Buffer.from([1, 2, 3]) },
    ] as const;
    encodePayload([...packets], (payload) => {
      const ours = decodePayload(payload);
      const real = decodeReal(payload, 'nodebuffer');
      expect(ours.map(({ type }) => (type === 'binary' ? 'message' : type))).toEqual(real.map(({ type }) => type));
      expect(ours.map(({ type, data }) => (type === 'binary' ? [...Buffer.from(data, 'base64')] : data))).toEqual(
        real.map(({ data }) => (data instanceof Buffer ? [...data] : (data ?? ''))),
      );
    });
    for (const packet of packets.slice(0, 7))
      encodePacket(packet, true, (text) => expect(decodePacket(String(text)).type).toBe(packet.type));
    expect(decodePacket('zzz')).toEqual({ type: 'error', data: 'zzz' });
    expect(decodePayload('2\u001e42["x"]').map(describePacket)).toEqual(['ping', 'EVENT x']);
  });

  it('are known by the target of their request', () => {
    expect(isEngineTarget('/socket.io/?EIO=4&transport=websocket')).toBe(true);
    expect(isEngineTarget('/exec?transport=polling&EIO=4')).toBe(true);
    for (const target of ['/hub?name=EIO=4', '/?EIO=3', '/?EIO=44', '/ws']) expect(isEngineTarget(target)).toBe(false);
  });
});
