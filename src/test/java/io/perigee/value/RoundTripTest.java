package io.perigee.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
    enum Colour {
        RED,
        @LuaName("dark green")
        GREEN
    }

    record Leaf(long integer, double number, String text, Optional<Colour> colour, Map<Integer, Boolean> flags) {}

    record Branch(List<Leaf> leaves, Map<String, Branch> branches, Colour colour) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 20_260_101})
    void recordsComeBackEqual(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            Branch branch = branch(random, 4);

            assertThat(LuaValue.from(branch).as(Branch.class)).isEqualTo(branch);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 20_260_101})
    void naturalObjectsComeBackEqual(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Object object = natural(random, 5);

            assertThat(LuaValue.from(object).as(Object.class)).isEqualTo(object);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 20_260_101})
    void valuesKeepTheirShapeOnTheWayThroughJava(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            LuaValue value = LuaValue.from(natural(random, 5));

            assertThat(LuaValue.sameStructure(LuaValue.from(value.as(Object.class)), value))
                    .isTrue();
        }
    }

    private static Branch branch(Random random, int depth) {
        var leaves = new ArrayList<Leaf>();
        for (int i = random.nextInt(4); i > 0; i--) {
            leaves.add(leaf(random));
        }
        var branches = new LinkedHashMap<String, Branch>();
        for (int i = depth == 0 ? 0 : random.nextInt(3); i > 0; i--) {
            branches.put(text(random), branch(random, depth - 1));
        }
        return new Branch(leaves, branches, random.nextBoolean() ? Colour.RED : Colour.GREEN);
    }

    private static Leaf leaf(Random random) {
        return new Leaf(
                random.nextLong(),
                Double.longBitsToDouble(random.nextLong() & ~(0x7ffL << 52)) + random.nextInt(9),
                text(random),
                random.nextBoolean() ? Optional.of(Colour.GREEN) : Optional.empty(),
                Map.of(random.nextInt(), true, random.nextInt(5), false));
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int point = random.nextInt(Character.MAX_CODE_POINT);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
        }
        return text.toString();
    }

    private static Object natural(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt() + 0.5;
            case 2 -> random.nextBoolean();
            case 3 -> text(random);
            case 4 -> {
                var list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(natural(random, depth - 1));
                }
                yield list;
            }
            default -> {
                var map = new LinkedHashMap<Object, Object>();
                map.put(text(random), natural(random, depth - 1));
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(natural(random, 0), natural(random, depth - 1));
                }
                yield map;
            }
        };
    }
}
