import Protobuf
import TestSupport

@testable import Store

extension Target {
    /// Arbitrary bytes where the journal has its own. The first byte says where: 0, as the first segment of a directory;
    /// otherwise as records in a batch whose checksum holds, which no arbitrary byte comes by.
    static func readJournal(_ bytes: ArraySlice<UInt8>) {
        guard let choice = bytes.first else { return }
        if choice == 0 { readSegment(Array(bytes.dropFirst())) } else { readRecords(bytes.dropFirst()) }
    }

    /// A start comes up with a state or says what is damaged, and so do those who look and those who salvage.
    private static func readSegment(_ bytes: [UInt8]) {
        let disk = SimulatedDisk([FileName.segment(first: 1): bytes])
        let recovery = try? Recovery(lookingAt: disk)
        let inspection = try? Inspection(of: disk)
        precondition((recovery == nil) == (inspection == nil), "a start and a check differ")
        guard let salvage = try? Salvage(of: disk) else { fatalError("a disk that works is read") }
        if let recovery { precondition(salvage.state.revision == recovery.state.revision, "sound records were left") }
    }

    /// They are not applied: a record that does not fit its state stops the process, and is nobody's but ours.
    private static func readRecords(_ bytes: ArraySlice<UInt8>) {
        var messages: [JournalV1.Record] = []
        do throws(DecodingError) {
            try Reader.read(bytes.span) { (reader: inout Reader) throws(DecodingError) in
                while !reader.isAtEnd { try reader.message(appendingTo: &messages) }
            }
        } catch {
            return
        }
        for record in messages.compactMap(Record.init) {
            let written = record.message.serializedBytes()
            guard let message = try? JournalV1.Record(serializedBytes: written), let again = Record(message) else {
                fatalError("a record that was written cannot be read")
            }
            precondition(again.message.serializedBytes() == written, "a record that was read again is another one")
        }
    }
}
