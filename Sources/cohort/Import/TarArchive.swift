internal import Linux

/// An archive of `tar` that is read where it is: members are looked up by their names, and nothing is ever unpacked, so
/// no name in it leads anywhere. Links, devices and whatever else is no plain file are as good as not there.
struct TarArchive {
    private static let blockSize = 512
    private static let membersMax = 100_000
    /// Bytes of a name that has a record of its own.
    private static let nameSizeMax = 16 << 10

    let path: String
    private var members: [String: Range<Int>] = [:]

    init(_ path: String) throws(Failure) {
        self.path = path
        let file = try LocalFile(path).open()
        let size = try LocalFile.size(of: file, at: path)
        var offset = 0
        var longName: String?
        while offset + Self.blockSize <= size {
            let header = try LocalFile.read(Self.blockSize, of: file, at: offset, path)
            // Two blocks of zeros are the end; one is as good.
            if header.allSatisfy({ $0 == 0 }) { break }
            guard let member = TarHeader(header), member.size <= size - offset - Self.blockSize else {
                throw .file("`\(path)` is no whole archive of tar: at byte \(offset) there is no member")
            }
            let start = offset + Self.blockSize
            switch member.kind {
            case .file:
                try add(longName ?? member.name, start..<(start + member.size))
                longName = nil
            case .longName, .extended:
                guard member.size <= Self.nameSizeMax else {
                    throw .file("`\(path)` has a name of \(member.size) bytes")
                }
                let record = try LocalFile.read(member.size, of: file, at: start, path)
                longName = member.kind == .longName ? TarHeader.text(record[...]) : Self.path(in: record) ?? longName
            case .other: longName = nil
            }
            offset = start + (member.size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
        }
    }

    private mutating func add(_ name: String, _ range: Range<Int>) throws(Failure) {
        let name = Self.normal(name)
        guard members.updateValue(range, forKey: name) == nil else { throw .file("`\(path)` has `\(name)` twice") }
        guard members.count <= Self.membersMax else {
            throw .file("`\(path)` has more than \(Self.membersMax) members")
        }
    }

    private static func normal(_ name: String) -> String {
        name.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The path in an extended record: lines of `LENGTH key=value`.
    private static func path(in record: [UInt8]) -> String? {
        for line in String(decoding: record, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[1].hasPrefix("path=") { return String(parts[1].dropFirst(5)) }
        }
        return nil
    }

    /// The description of a transfer pack, and where it lies in the archive.
    func description(sizeMax: Int) throws(Failure) -> (bytes: [UInt8], folder: String) {
        let names = members.keys.filter { $0 == "transfer.xml" || $0.hasSuffix("/transfer.xml") }
        guard let name = names.min(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }), let range = members[name] else {
            throw .file("`\(path)` is no transfer pack: there is no `transfer.xml` in it")
        }
        guard range.count <= sizeMax else { throw .file("`\(name)` in `\(path)` has over \(sizeMax) bytes") }
        let file = try LocalFile(path).open()
        return (try LocalFile.read(range.count, of: file, at: range.lowerBound, path), String(name.dropLast(12)))
    }

    /// A member, by its name within a folder of the archive.
    func open(_ name: String, in folder: String) -> OpenPart? {
        guard let range = members[Self.normal(folder + name)] else { return nil }
        do throws(Failure) {
            return OpenPart(file: try LocalFile(path).open(), range: range)
        } catch {
            // It was there a moment ago: what is not there any more is counted as left out.
            return nil
        }
    }
}

/// The block before a member.
struct TarHeader {
    enum Kind { case file, longName, extended, other }

    let name: String
    let size: Int
    let kind: Kind

    /// Nil if the block is no header: its sum is not right, or its size is none.
    init?(_ block: [UInt8]) {
        guard block.count == 512, let sum = Self.number(block[148..<156]) else { return nil }
        let counted = block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        guard sum == counted, let size = Self.number(block[124..<136]) else { return nil }
        self.size = size
        // Two writers of old differ in what stands behind this word; in neither a prefix follows by mistake.
        let isPOSIX = block[257..<263].elementsEqual("ustar\0".utf8)
        let prefix = isPOSIX ? Self.text(block[345..<500]) : ""
        let last = Self.text(block[0..<100])
        name = prefix.isEmpty ? last : "\(prefix)/\(last)"
        kind =
            switch block[156] {
            case 0, UInt8(ascii: "0"): .file
            case UInt8(ascii: "L"): .longName
            case UInt8(ascii: "x"): .extended
            default: .other
            }
    }

    /// Text up to the first zero.
    static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }

    /// A number in octal digits, or in bytes where the first has its highest bit set. `nil`: none, or too large.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        if let first = bytes.first, first & 0x80 != 0 {
            guard first == 0x80, bytes.dropFirst().dropLast(6).allSatisfy({ $0 == 0 }) else { return nil }
            return bytes.suffix(6).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = text(bytes).trimmed
        return digits.isEmpty ? 0 : Int(digits, radix: 8).flatMap { $0 >= 0 && $0 < 1 << 48 ? $0 : nil }
    }
}
