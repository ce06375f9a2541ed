package io.perigee.bench.dialects;

/** Who calls whom, and how. */
enum Pairing {
    LUATOBIN("binary protocol, luatobin", End.PERIGEE, "lua-rpc://%s?codec=luatobin", End.PERIGEE, Pairing.BINARY),
    MSGPACK("binary protocol, MsgPack", End.PERIGEE, "lua-rpc://%s?codec=msgpack", End.PERIGEE, Pairing.BINARY),
    ZMQ("LuaOverMQ over ZeroMQ", End.PERIGEE, "%s", End.PERIGEE, "zmq+tcp://127.0.0.1:0"),
    JSON("Lune JSON", End.PERIGEE, "%s", End.PERIGEE, "json+tcp://127.0.0.1:0"),
    PLAIN("plain: JeroMQ REQ to JeroMQ REP", End.BY_HAND, "%s", End.BY_HAND, Pairing.SOCKET),
    ZMQ_TO_PYTHON("LuaOverMQ to pyzmq REP", End.PERIGEE, "zmq+%s", End.PYTHON, Pairing.SOCKET),
    PLAIN_TO_PYTHON("plain: JeroMQ REQ to pyzmq REP", End.BY_HAND, "%s", End.PYTHON, Pairing.SOCKET);

    /** A server of the binary protocol is told by its caller which codec it is. */
    private static final String BINARY = "127.0.0.1:0";

    private static final String SOCKET = "tcp://127.0.0.1:*";

    /** As it stands in the table. */
    final String title;

    final End caller;

    /** For what the callee says where it is. */
    private final String target;

    final End callee;

    /** Where the callee listens. */
    final String address;

    Pairing(String title, End caller, String target, End callee, String address) {
        this.title = title;
        this.caller = caller;
        this.target = target;
        this.callee = callee;
        this.address = address;
    }

    /** Where the caller finds a callee that says that it is there. */
    String target(String said) {
        return String.format(target, said);
    }

    /** What its ratios are to: the same callee if that is in Python, and all by hand otherwise. */
    Pairing plain() {
        return callee == End.PYTHON ? PLAIN_TO_PYTHON : PLAIN;
    }
}
