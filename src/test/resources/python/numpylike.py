"""A daemon that offers a few functions of numpy's kind: a length of four bytes, big-endian, then JSON.

    python3 numpylike.py [PORT]
"""
import json
import socketserver
import struct
import sys


def add(a, b):
    return [x + y for x, y in zip(a, b)] if isinstance(a, list) else a + b


def dot(a, b):
    if len(a) != len(b):
        raise ValueError(f"shapes ({len(a)},) and ({len(b)},) not aligned")
    return sum(x * y for x, y in zip(a, b))


def mean(a):
    return sum(a) / len(a)


FUNCTIONS = {"add": add, "dot": dot, "mean": mean}


def answer(request):
    function = FUNCTIONS.get(request["func"])
    if function is None:
        return {"error": {"code": "no-such-procedure", "message": "no function " + request["func"]}}
    try:
        return {"result": function(*request["values"])}
    except Exception as e:
        return {"error": {"code": type(e).__name__, "message": str(e)}}


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while length := self.rfile.read(4):
            request = json.loads(self.rfile.read(struct.unpack(">I", length)[0]))
            response = json.dumps(answer(request)).encode()
            self.wfile.write(struct.pack(">I", len(response)) + response)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8006), Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
