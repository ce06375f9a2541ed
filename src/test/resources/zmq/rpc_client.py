"""A connector for LuaOverMQ, written from its protocol: a REQ socket, one call at a time.

With a URI it makes the calls of this file's main program and prints what comes back, one line each.
"""
import sys

import msgpack
import zmq


class CallError(Exception):
    """What the server answered ERROR with."""


class CallTimeout(Exception):
    """No answer in time."""


class RPCClient:
    def __init__(self, uri, timeout=5000):
        self.timeout = timeout
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REQ)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.connect(uri)

    def call(self, method, *args, timeout=None):
        self.socket.send(msgpack.packb([method, *args]))
        if not self.socket.poll(timeout or self.timeout):
            raise CallTimeout(method)
        status, content = self.socket.recv_multipart()
        value = msgpack.unpackb(content, strict_map_key=False)
        if status.decode() != 'OK':
            raise CallError(value)
        return value

    def close(self):
        self.socket.close()
        self.context.term()


def show(client, *call):
    try:
        print(repr(client.call(*call)))
    except CallError as error:
        print('error:', error)


def main(uri):
    client = RPCClient(uri)
    show(client, 'add', 3, 4)
    show(client, 'echo', 'прием', 1.5, None, True)
    show(client, 'echo', {'a': [1, 2, {'b': b'\xff\x00'}], 7: 'seven'})
    show(client, 'echo', [])
    show(client, 'echo', 2**62)
    show(client, 'multi')
    show(client, 'nothing')
    show(client, 'fail', 'no such order')
    show(client, 'failtable')
    show(client, 'no.such')
    show(client, 'config')
    show(client, 'string.upper', 'abc')
    show(client, '__rpceval', 'config.net.ports.2')
    show(client, '__rpcbuildexec', 'return 1')
    client.close()


if __name__ == '__main__':
    main(*sys.argv[1:])
