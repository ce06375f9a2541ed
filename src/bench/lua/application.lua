-- What the peers of `tools/bench lua` can call and read: the same in a Lua process as on a host.

config = { name = "gw", net = { ip = "10.0.0.1", ports = { 80, 443 } } }

function add(a, b) return a + b end
