package io.perigee.value;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares values by shape: two tables are the same if there is one mapping between the tables of both sides under which
 * all their pairs agree.
 */
final class Structure {
    private final IdentityHashMap<LuaTable, LuaTable> leftToRight = new IdentityHashMap<>();
    private final IdentityHashMap<LuaTable, LuaTable> rightToLeft = new IdentityHashMap<>();

    boolean same(LuaValue left, LuaValue right) {
        if (left instanceof LuaTable a && right instanceof LuaTable b) {
            return sameTables(a, b);
        }
        return left.equals(right);
    }

    private boolean sameTables(LuaTable left, LuaTable right) {
        LuaTable known = leftToRight.get(left);
        if (known != null || rightToLeft.containsKey(right)) {
            return known == right;
        }
        if (left.size() != right.size()) {
            return false;
        }
        leftToRight.put(left, right);
        rightToLeft.put(right, left);
        var tableKeys = new ArrayList<Map.Entry<LuaValue, LuaValue>>();
        for (var pair : left.entries()) {
            if (pair.getKey() instanceof LuaTable) {
                tableKeys.add(pair);
            } else if (!same(pair.getValue(), right.get(pair.getKey()))) {
                return false;
            }
        }
        return tableKeys.isEmpty() || matchTableKeys(tableKeys, tableKeyed(right));
    }

    private static List<Map.Entry<LuaValue, LuaValue>> tableKeyed(LuaTable table) {
        return table.entries().stream()
                .filter(pair -> pair.getKey() instanceof LuaTable)
                .toList();
    }

    /** Tables as keys have no name to be found by, so each is tried against each that is left. */
    private boolean matchTableKeys(
            List<Map.Entry<LuaValue, LuaValue>> left, List<Map.Entry<LuaValue, LuaValue>> right) {
        if (left.size() != right.size()) {
            return false;
        }
        var remaining = new ArrayList<>(right);
        for (var pair : left) {
            if (!matchOne(pair, remaining)) {
                return false;
            }
        }
        return true;
    }

    private boolean matchOne(Map.Entry<LuaValue, LuaValue> pair, List<Map.Entry<LuaValue, LuaValue>> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            var attempt = new Structure();
            attempt.leftToRight.putAll(leftToRight);
            attempt.rightToLeft.putAll(rightToLeft);
            var candidate = candidates.get(i);
            if (attempt.same(pair.getKey(), candidate.getKey())
                    && attempt.same(pair.getValue(), candidate.getValue())) {
                leftToRight.putAll(attempt.leftToRight);
                rightToLeft.putAll(attempt.rightToLeft);
                candidates.remove(i);
                return true;
            }
        }
        return false;
    }
}
