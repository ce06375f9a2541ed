"""Makes calls over a REQ socket, one for each argument behind the endpoint, in JSON; prints what comes back."""
import json
import sys

import msgpack
import zmq

socket = zmq.Context().socket(zmq.REQ)
socket.setsockopt(zmq.LINGER, 0)
socket.setsockopt(zmq.RCVTIMEO, 50000)
socket.connect(sys.argv[1])
for call in sys.argv[2:]:
    socket.send(msgpack.packb(json.loads(call)))
    status, content = socket.recv_multipart()
    value = msgpack.unpackb(content, strict_map_key=False)
    print(repr(value) if status == b'OK' else 'error: %s' % (value,))
