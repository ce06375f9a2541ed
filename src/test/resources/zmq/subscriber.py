"""Subscribes to a topic and prints the events, as many as it was told to."""
import sys

import msgpack
import zmq

endpoint, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
socket = zmq.Context().socket(zmq.SUB)
socket.setsockopt_string(zmq.SUBSCRIBE, topic)
socket.connect(endpoint)
print('subscribed')
for _ in range(count):
    name, content = socket.recv_multipart()
    print(name.decode(), repr(msgpack.unpackb(content, strict_map_key=False)))
