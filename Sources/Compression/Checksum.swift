internal import CXXHash

/// A number that tells torn and flipped bits from whole ones. It keeps no attacker out.
public enum Checksum {
    /// XXH3, 64 bits.
    public static func of(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
        let hash = bytes.withContiguousStorageIfAvailable { buffer in
            unsafe XXH3_64bits_withSeed(buffer.baseAddress, buffer.count, seed)
        }
        return hash ?? of(Array(bytes), seed: seed)
    }
}
