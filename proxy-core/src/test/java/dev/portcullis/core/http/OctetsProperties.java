package dev.portcullis.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class OctetsProperties {

    @Property
    void eightBytesTogetherAreWhatTheyAreOneByOne(@ForAll("mostlyText") byte[] bytes, @ForAll int from) {
        int start = Math.floorMod(from, bytes.length + 1);
        assertThat(Octets.skipValue(bytes, start, bytes.length))
                .isEqualTo(Octets.skip(bytes, start, bytes.length, Octets.VALUE));
    }

    @Property
    void namesAreLookedAtInEightsAsOneByOne(@ForAll("mostlyNames") byte[] bytes, @ForAll int from) {
        int start = Math.floorMod(from, bytes.length + 1);
        assertThat(Octets.skipPlain(bytes, start, bytes.length))
                .isEqualTo(Octets.skip(bytes, start, bytes.length, Octets.PLAIN));
    }

    @Example
    void everyByteIsFoundAtEveryPlaceAmongEveryNeighbour() {
        byte[] bytes = new byte[16];
        for (int at = 0; at < 8; at++) {
            for (int b = 0; b < 256; b++) {
                for (int neighbour : new int[] {' ', '!', '~', 0x80, 0x9F, 0xA0, 0xFF, '\t', '\r', 0x7F}) {
                    Arrays.fill(bytes, (byte) neighbour);
                    bytes[at] = (byte) b;
                    assertThat(Octets.skipValue(bytes, 0, bytes.length))
                            .isEqualTo(Octets.skip(bytes, 0, bytes.length, Octets.VALUE));
                }
                for (int neighbour : new int[] {'-', '0', '9', 'A', 'Z', 'a', 'z', '_', 0x80, 0xFF, ':'}) {
                    Arrays.fill(bytes, (byte) neighbour);
                    bytes[at] = (byte) b;
                    assertThat(Octets.skipPlain(bytes, 0, bytes.length))
                            .isEqualTo(Octets.skip(bytes, 0, bytes.length, Octets.PLAIN));
                }
            }
        }
    }

    @Provide
    Arbitrary<byte[]> mostlyNames() {
        return Arbitraries.frequencyOf(
                        Tuple.of(30, Arbitraries.bytes().between((byte) 'a', (byte) 'z')),
                        Tuple.of(5, Arbitraries.of((byte) '-', (byte) '0', (byte) '9', (byte) 'A', (byte) 'Z')),
                        Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<byte[]> mostlyText() {
        return Arbitraries.frequencyOf(
                        Tuple.of(20, Arbitraries.bytes().between((byte) ' ', (byte) '~')),
                        Tuple.of(3, Arbitraries.bytes()),
                        Tuple.of(3, Arbitraries.of((byte) '\t', (byte) 0x7F, (byte) 0x1F, (byte) 0x80, (byte) 0xFF)))
                .array(byte[].class)
                .ofMaxSize(60);
    }
}
