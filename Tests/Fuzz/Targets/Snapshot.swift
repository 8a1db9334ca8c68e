@testable import Store

extension Target {
    /// Arbitrary bytes where a snapshot has its own. The first byte says where: 0, as the whole file; otherwise as its
    /// blocks, each behind two bytes of length, whose checksums hold.
    static func readSnapshot(_ bytes: ArraySlice<UInt8>) {
        guard let choice = bytes.first else { return }
        read(choice == 0 ? Array(bytes.dropFirst()) : file(of: bytes.dropFirst()))
    }

    private static func file(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        var file = SnapshotFormat.header
        var rest = bytes
        var number = 0
        while rest.count >= 2 {
            let size = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            file += SnapshotFormat.block(Array(rest.prefix(size)), number: number)
            rest = rest.dropFirst(size)
            number += 1
        }
        return file
    }

    /// A state that was read is looked at, and written and read again it is the same.
    private static func read(_ file: [UInt8]) {
        _ = try? Inspection(ofSnapshot: file, name: "snapshot")
        guard let snapshot = try? SnapshotReader.read(file, name: "snapshot") else { return }
        var encoder = SnapshotEncoder(snapshot.state, chain: snapshot.chain)
        var written: [UInt8] = []
        while let bytes = encoder.next(64) { written += bytes }
        guard let again = try? SnapshotReader.read(written, name: "snapshot") else {
            fatalError("a snapshot that was written cannot be read")
        }
        precondition(again.state.digest == snapshot.state.digest, "a state that was read again is another one")
        precondition(again.digest == again.state.digest, "a snapshot has the digest of another state")
    }
}
