"""A terminal that answers as StockMQ does: one call after another, tables as maps, and an array for several results.

Prints its two endpoints, and then what it was sent and did not want. With a port it binds that.
"""
import sys
import time

import msgpack
import zmq

unwanted = []


def table(value):
    """Lists as Lua has them: maps with keys from 1."""
    if isinstance(value, list):
        return {i + 1: table(v) for i, v in enumerate(value)}
    if isinstance(value, dict):
        return {k: table(v) for k, v in value.items()}
    return value


class Several(list):
    pass


def check(value):
    """A string ends at a NUL there, and binary and extensions put nothing on the stack."""
    if isinstance(value, (bytes, msgpack.ExtType)) or (isinstance(value, str) and '\0' in value):
        unwanted.append(repr(value))
    if isinstance(value, list):
        raise ValueError('an array inside a call: ' + repr(value))
    if isinstance(value, dict):
        for k, v in value.items():
            check(k)
            check(v)


def fail(message):
    raise RuntimeError(message)


def slow(seconds):
    time.sleep(seconds)
    return seconds


def publish(topic, value):
    pub.send_multipart([topic.encode(), msgpack.packb(table(value))])


functions = {
    'add': lambda a, b: a + b,
    'echo': lambda *args: Several(args) if len(args) != 1 else args[0],
    'getParamEx2': lambda klass, code, name: {'result': '1', 'param_value': '271.5', 'levels': [1.5, 2, [3]]},
    'pair': lambda: Several(['b', None, True]),
    'nothing': lambda: None,
    'fail': fail,
    'slow': slow,
    'publish': publish,
    'unwanted': lambda: ' '.join(unwanted),
}

context = zmq.Context()
rep = context.socket(zmq.REP)
rep.setsockopt(zmq.LINGER, 0)
pub = context.socket(zmq.PUB)
pub.setsockopt(zmq.LINGER, 0)
rep.bind(sys.argv[1] if len(sys.argv) > 1 else 'tcp://127.0.0.1:*')
pub.bind('tcp://127.0.0.1:*')
print(rep.getsockopt_string(zmq.LAST_ENDPOINT).rstrip('\0'), pub.getsockopt_string(zmq.LAST_ENDPOINT).rstrip('\0'))

while True:
    frames = rep.recv_multipart()
    name, *args = msgpack.unpackb(frames[0], strict_map_key=False)
    status, result = b'OK', None
    if name not in functions:
        status, result = b'ERROR', "StockMQ.cpp:166: function '%s' not found" % name
    else:
        try:
            for arg in args:
                check(arg)
            result = functions[name](*args)
        except Exception as error:
            status, result = b'ERROR', str(error)
    if isinstance(result, Several):
        content = msgpack.packb([table(r) for r in result])
    else:
        content = msgpack.packb(table(result))
    rep.send_multipart([status, content])
