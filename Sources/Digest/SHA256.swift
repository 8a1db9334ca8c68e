internal import CGcrypt

/// A digest that nobody can make another text for.
public enum SHA256 {
    public static let size = 32

    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        Gcrypt.start()
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { output, count in
            unsafe bytes.withUnsafeBytes { input in
                unsafe gcry_md_hash_buffer(
                    Int32(GCRY_MD_SHA256.rawValue), output.baseAddress!, input.baseAddress, input.count)
            }
            count = size
        }
    }
}

/// Bytes that nobody can guess.
public enum RandomBytes {
    public static func make(_ count: Int) -> [UInt8] {
        Gcrypt.start()
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { output, filled in
            unsafe gcry_randomize(output.baseAddress, count, GCRY_STRONG_RANDOM)
            filled = count
        }
    }

    public static func number() -> UInt64 {
        make(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [UInt8] {
    /// Whether two secrets are equal, in a time that does not tell where they differ.
    public func equalsInConstantTime(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return zip(self, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

enum Gcrypt {
    private static let isStarted: Bool = unsafe gcry_check_version(nil) != nil

    /// The library wants to be asked for its version before anything else.
    static func start() {
        guard isStarted else { fatalError("libgcrypt does not start") }
    }
}
