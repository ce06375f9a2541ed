package io.perigee.peer;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.remote.RemoteObject;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The objects that one connection passes by reference. They end with it.
 *
 * <p>Ours are handed out rarely and looked up seldom, from any thread: one monitor guards them.
 */
final class ObjectTable implements ObjectReferences {
    private static final int MAX_OBJECTS = 65_536;

    private final PeerConnection connection;
    private final Map<Integer, Object> byNumber = new HashMap<>();
    private final IdentityHashMap<Object, Integer> byObject = new IdentityHashMap<>();
    private int lastNumber;

    ObjectTable(PeerConnection connection) {
        this.connection = connection;
    }

    @Override
    public RemoteObject peers(int number) {
        return new PeerObject(connection, number, connection.caller());
    }

    @Override
    public synchronized Object own(int number) {
        Object object = byNumber.get(number);
        if (object == null) {
            throw new CodecException(CodecError.UNKNOWN_OBJECT, number, "the number of an object that was handed out");
        }
        return object;
    }

    @Override
    public int numberAtPeer(Object object) {
        return object instanceof PeerObject remote && remote.connection() == connection ? remote.number() : 0;
    }

    @Override
    public synchronized int export(Object object) {
        if (object instanceof PeerObject) {
            throw new CodecException(CodecError.UNENCODABLE, object, "an object of this connection");
        }
        Integer known = byObject.get(object);
        if (known != null) {
            return known;
        }
        if (byNumber.size() == MAX_OBJECTS) {
            throw new CodecException(CodecError.UNENCODABLE, byNumber.size() + 1 + " objects", "<= " + MAX_OBJECTS);
        }
        int number = ++lastNumber;
        byNumber.put(number, object);
        byObject.put(object, number);
        return number;
    }

    synchronized boolean release(Object object) {
        Integer number = byObject.remove(object);
        return number != null && byNumber.remove(number) != null;
    }

    synchronized void clear() {
        byNumber.clear();
        byObject.clear();
    }
}
