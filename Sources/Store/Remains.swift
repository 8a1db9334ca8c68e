internal import Permissions

/// Whatever can still be read of a damaged directory, whether or not anything leads there: whole batches and blocks.
struct Remains {
    private(set) var lastSeen: UInt64 = 0
    private var objects: [UInt64: Salvage.LostObject] = [:]

    /// - Parameter revision: what ends there is known, and segments that hold nothing beyond it are not read.
    init(on disk: some Storage, _ names: [String], beyond revision: UInt64) {
        for name in names.filter({ FileName.snapshotRevision($0) != nil }).sorted() {
            guard let bytes = Self.bytes(of: name, on: disk) else { continue }
            lastSeen = max(lastSeen, FileName.snapshotRevision(name) ?? 0)
            note(snapshot: bytes, name)
        }
        for name in SegmentNames(names).beyond(revision) {
            guard let bytes = Self.bytes(of: name, on: disk) else { continue }
            note(segment: bytes, name)
        }
    }

    /// Objects that a state lacks, or of which something later is known, in ascending order.
    func objects(beyond state: State) -> [Salvage.LostObject] {
        objects.values
            .filter { object in
                if let revision = object.revision { return revision > state.revision }
                return object.id >= state.nextObjectID.rawValue
            }
            .sorted { $0.id < $1.id }
    }

    /// A file that the disk does not give is one that nothing is left of.
    private static func bytes(of name: String, on disk: some Storage) -> [UInt8]? {
        do throws(StorageError) { return try disk.bytes(of: name) } catch { return nil }
    }

    private mutating func note(snapshot bytes: [UInt8], _ name: String) {
        do throws(Damage) {
            var reader = try SnapshotReader(bytes, name: name)
            var isHead = true
            while !reader.isAtEnd {
                do throws(Damage) {
                    if isHead {
                        let _: JournalV1.SnapshotHead = try reader.nextBlock()
                    } else {
                        let block: JournalV1.SnapshotBlock = try reader.nextBlock()
                        for row in block.objects { note(row, revision: nil) }
                    }
                } catch {
                    guard reader.skipBlock() else { return }
                }
                isHead = false
            }
        } catch {
            // Without its first bytes a snapshot does not say which format its blocks have.
            return
        }
    }

    private mutating func note(_ row: JournalV1.Object, revision: UInt64?) {
        let kind = UInt8(exactly: row.kind).flatMap(Kind.init)
        objects[row.id] = Salvage.LostObject(
            id: row.id, kind: kind.map { "\($0)" } ?? "object", name: row.name, revision: revision)
    }

    /// Every whole batch, wherever it lies. Without a sound header nothing tells batches from rubbish.
    private mutating func note(segment bytes: [UInt8], _ name: String) {
        do throws(Damage) {
            let header = try SegmentHeader(bytes, file: name)
            var offset = SegmentHeader.size
            while offset + BatchHeader.size <= bytes.count {
                guard let batch = BatchHeader(bytes, at: offset, seed: header.seed) else {
                    offset += BatchHeader.alignment
                    continue
                }
                if !batch.isSeal {
                    lastSeen = max(lastSeen, batch.first + batch.count - 1)
                    for record in try SegmentReader.records(of: batch, at: offset, in: bytes, name) { note(record) }
                }
                offset += batch.paddedSize
            }
        } catch {
            // A header that is damaged, or records of a newer version: they tell nothing.
            return
        }
    }

    private mutating func note(_ record: Record) {
        for mutation in record.mutations {
            switch mutation {
            case .createObject(let id, let object): note(object.message(id), revision: record.revision)
            case .updateObject(let id, let name, _):
                objects[id.rawValue] = Salvage.LostObject(
                    id: id.rawValue, kind: objects[id.rawValue]?.kind ?? "object", name: name,
                    revision: record.revision)
            case .removeObject(let id): objects[id.rawValue] = nil
            default: break
            }
        }
    }
}
