internal import CZstd

/// Compressed blocks, each on its own.
public enum Zstd {
    /// Fast rather than small: a snapshot waits for the disk, not for the last percent.
    private static let level: Int32 = 1

    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.count)
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            count = unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_compress(output.baseAddress, bound, input.baseAddress, input.count, level)
            }
            // The bound was the library's own.
            guard ZSTD_isError(count) == 0 else { fatalError("zstd refused to compress into its own bound") }
        }
    }

    /// The bytes that were compressed; `nil` if these are not `size` bytes, compressed.
    ///
    /// The caller checks `size` first: so much memory is asked for before a byte is looked at.
    public static func decompress(_ bytes: [UInt8], size: Int) -> [UInt8]? {
        let output = unsafe [UInt8](unsafeUninitializedCapacity: size) { output, count in
            let written = unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_decompress(output.baseAddress, size, input.baseAddress, input.count)
            }
            count = ZSTD_isError(written) == 0 ? written : 0
        }
        return output.count == size ? output : nil
    }
}
