#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets from the test vectors: one a shape, since the fuzzer finds what lies between them.

What fuzzing found lies beside them under other names and stays.
"""
import json
import pathlib
import re
import struct

ROOT = pathlib.Path(__file__).resolve().parents[3]
VECTORS = ROOT / 'test-vectors'
RESOURCES = ROOT / 'src/test/resources'
MOST_BYTES = 160

LUATOBIN = ('true', 'int32-max', 'double-pi', 'abc', 'empty-string', 'array', 'array-part-and-hash-part', 'mixed-refs', 'cycle',
            'function-lua', 'function-by-reference', 'one-table-as-key-and-as-value', 'shared-at-two-depths',
            'a-later-nil-removes', 'key-3-0-is-key-3', 'reference-to-a-string-in-a-table-key', 'table-as-its-own-key-and-value',
            'reference-one-past-the-last', 'nil-key-in-an-inner-table', 'nan-key-quiet', 'tag-ff', 'boolean-ff',
            'trailing-bytes-table-and-a-reference', 'object-1-of-mine', 'object-of-yours')
MSGPACK = ('nil', 'true', 'integer-65536', '7-in-form-cf', '7-in-form-d3', 'double-pi', 'float32-inf', 'string-of-31-bytes',
           'bytes-with-the-head-c4', 'array-and-hash', 'array-with-a-hole', 'map-of-one', 'a-table-as-a-key',
           'a-later-nil-removes', 'a-list-as-a-map', 'nils-in-an-array', 'array-with-the-head-dc', 'map-with-the-head-de',
           'object-1-of-mine', 'object-in-ext', 'a-count-that-is-a-lie-dd', 'nan-as-a-key', 'extension-c7',
           '65-arrays-deep', '2-63-unsigned', '2-63-1-unsigned')
FRAMES = ('call-with-two-numbers', 'call-with-every-kind', 'call-with-an-object-of-mine', 'keep-alive',
          'response-with-one-result', 'exception-with-a-string', 'two-calls-in-one-read', 'a-call-and-a-response-in-one-read',
          'type-255', 'text-of-another-protocol', 'a-tls-client-hello', 'empty-calls-three', 'response-cut-after',
          'response-of-4294967295-bytes', 'call-number-255', 'a-whole-call-then-a-cut-one')


def rows(file, member):
    return json.loads((VECTORS / file).read_text()).get(member, [])


def unhex(text):
    """Bytes in the notation of FORMAT.md; None if they are long."""
    if isinstance(text, str):
        return bytes.fromhex(text) if len(text) <= 2 * MOST_BYTES else None
    if sum(len(piece) * times for piece, times in text['parts']) > 2 * MOST_BYTES:
        return None
    return b''.join(bytes.fromhex(piece.replace('########', '%08x' % i))
                    for piece, times in text['parts'] for i in range(1, times + 1))


def named(pairs):
    """The rows that are short, by a name that a file may have."""
    return {re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')[:60]: data
            for name, data in pairs if data is not None and len(data) <= MOST_BYTES}


def some(seeds, *beginnings):
    """Of those whose names begin alike one, the shortest."""
    chosen = {}
    for beginning in beginnings:
        names = [name for name in seeds if name.startswith(beginning)]
        if not names:
            raise SystemExit('seeds: %s (expected: the beginning of a name)' % beginning)
        name = min(names, key=lambda n: (len(seeds[n]), n))
        chosen[name] = seeds[name]
    return chosen


def write(target, seeds):
    folder = RESOURCES / target
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob('vector-*'):
        old.unlink()
    for name, data in seeds.items():
        (folder / ('vector-' + name)).write_bytes(data)


def values(*files):
    return named((row['name'], unhex(row['hex']))
                 for file in files for member in ('values', 'errors') for row in rows(file, member) if 'hex' in row)


def every_third(seeds, others):
    """The first byte says whose codec it is."""
    return {**{name: b'\0' + seeds[name] for name in list(seeds)[::3]},
            **{name + '-of-the-other': b'\1' + others[name] for name in list(others)[1::3]}}


def frames():
    for row in rows('lua-rpc-frames.json', 'frames') + rows('lua-rpc-frames.json', 'errors'):
        yield row['name'], unhex(row['hex'])
    for row in rows('lua-rpc-hostile.json', 'sessions'):
        pieces = [unhex(piece) for piece in row['send']]
        yield row['name'], None if None in pieces else b''.join(pieces)


def cut(seeds):
    """In one piece, in pieces of one byte, and behind the header."""
    for i, (name, data) in enumerate(seeds.items()):
        yield name, (b'\0', bytes([15] + 15 * [1]), bytes([2, 6, 3]))[i % 3] + data


def texts():
    requests = ['{"func":"add","values":[20,22]}', '{"func":"n","values":{}}', '{"func":"n"}',
                '{"values":[null,1.5,-0,1e3,true,"\\u0041\\ud83d\\ude00"],"func":"echo","more":{"a":[{}]}}',
                '[1]', '', '{"func":1}', '{"func":"a","func":"b"}', '{"func":"a"} 1', '\ufeff{}',
                '{"func":"a","values":[9007199254740993,18446744073709551616,1e400]}', '"\\ud800"', '[[[[]]]]']
    responses = ['{"result":42}', '{"results":[1,null,{"k":[]}]}', '{"error":{"code":"raised","message":"m","data":[1]}}',
                 '{"error":{"message":"m"}}', '{"error":"text"}', '{"error":null,"result":null}', '{}', 'NaN',
                 '{"error":{"code":"no-such-procedure","message":"m"}}']
    for kind, all_texts in ((b'q', requests), (b'r', responses), (b'b', responses[1:4:2])):
        for i, text in enumerate(all_texts):
            yield '%s-%02d' % (kind.decode(), i), kind + text.encode()
    for kind, order in ((b'B', '>I'), (b'L', '<I'), (b'A', '>I'), (b'A', '<I')):
        message = requests[0].encode()
        data = struct.pack(order, len(message)) + message
        yield 'stream-%s-%s' % (kind.decode(), 'big' if order == '>I' else 'little'), kind + b'\3\1\4\7' + 2 * data


def message(kind, *parts):
    return kind + b''.join(bytes([len(part)]) + part for part in parts)


def messages():
    call = bytes.fromhex('93a36164640304')
    yield 'request-of-req', message(b'q', b'', call)
    yield 'request-of-dealer', message(b'q', b'12345678', b'', call)
    yield 'request-bare', message(b'q', call)
    yield 'request-of-two-frames', message(b'q', b'', call, call)
    yield 'request-empty', message(b'q', b'', b'')
    yield 'request-no-array', message(b'q', b'', b'\xa1n')
    yield 'request-of-many', message(b'q', *(20 * [b'r']), b'', call)
    yield 'answer', message(b'a', b'!', b'', b'OK', b'\7')
    yield 'answer-several', message(b'a', b'!', b'', b'OK', bytes.fromhex('9201a178'))
    yield 'answer-error', message(b'a', b'!', b'', b'ERROR', b'\xbd' + b"function 'add' not found"[:29])
    yield 'answer-no-status', message(b'a', b'!', b'', b'WELL', b'\7')
    yield 'answer-short', message(b'a', b'!', b'', b'OK')
    yield 'answer-to-nobody', message(b'a', b'12345678', b'', b'OK', b'\7')
    for i, row in enumerate(rows('msgpack-session.json', 'exchanges')[::40]):
        data = unhex(row['call'])
        if data is not None:
            yield 'call-%d' % i, message(b'q', b'', b'\x92' + data[6:])


def main():
    luatobin = some(values('luatobin-values.json', 'luatobin-limits.json', 'luatobin-errors.json',
                           'lua-rpc-objects.json'), *LUATOBIN)
    msgpack = some(values('msgpack-values.json', 'msgpack-errors.json'), *MSGPACK)
    codec = 'io/perigee/codec/'
    write(codec + 'LuatobinFuzzTestInputs/decode', luatobin)
    write(codec + 'MsgPackFuzzTestInputs/decode', msgpack)
    write(codec + 'LuatobinRoundTripFuzzTestInputs/roundTrip', every_third(luatobin, msgpack))
    write(codec + 'MsgPackRoundTripFuzzTestInputs/roundTrip', every_third(msgpack, luatobin))
    write('io/perigee/wire/FrameDecoderFuzzTestInputs/decode', dict(cut(some(named(frames()), *FRAMES))))
    write('io/perigee/gateway/json/JsonFuzzTestInputs/envelope', dict(texts()))
    write('io/perigee/gateway/zmq/ZmqFuzzTestInputs/envelope', dict(messages()))
    write('io/perigee/value/ConversionFuzzTestInputs/convert',
          {name: bytes([i % 20]) + data for i, (name, data) in enumerate(luatobin.items())})


if __name__ == '__main__':
    main()
