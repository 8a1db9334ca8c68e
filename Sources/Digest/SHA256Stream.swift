internal import CGcrypt

/// The SHA-256 of bytes that come in pieces.
@safe
public final class SHA256Stream {
    private let handle: gcry_md_hd_t

    public init() {
        Gcrypt.start()
        var handle: gcry_md_hd_t?
        let result = unsafe gcry_md_open(&handle, Int32(GCRY_MD_SHA256.rawValue), 0)
        guard result == 0, let handle = unsafe handle else { fatalError("libgcrypt opens no digest") }
        unsafe self.handle = handle
    }

    deinit { unsafe gcry_md_close(handle) }

    /// Takes the next piece.
    public func add(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe gcry_md_write(handle, $0.baseAddress, $0.count) }
    }

    /// The digest of all pieces. Nothing can be added behind it.
    public func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: SHA256.size) { output, count in
            guard let digest = unsafe gcry_md_read(handle, Int32(GCRY_MD_SHA256.rawValue)) else {
                fatalError("libgcrypt has no digest of what it was given")
            }
            for index in 0..<SHA256.size { unsafe output[index] = digest[index] }
            count = SHA256.size
        }
    }
}
