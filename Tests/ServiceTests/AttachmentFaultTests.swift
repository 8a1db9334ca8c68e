import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Uploads that go wrong: at every step, and beside everything else that goes on.
@Suite struct AttachmentFaultTests {
    private static let text = Array("a few words".utf8)

    /// Begins an upload of two chunks and closes it. Nothing of it has reached the disk.
    private func closedUpload(_ pair: inout Pair, on line: Lab.Line) -> UInt32 {
        let stream = pair.lab.startUpload(Lab.new("notes"), on: line)
        pair.lab.put(.chunk(Array(Self.text[..<5])), on: stream, line)
        pair.lab.put(.chunk(Array(Self.text[5...])), on: stream, line)
        pair.lab.end(stream, on: line)
        return stream
    }

    @Test("whichever call of the disk fails, the upload is refused, nothing is left, and the next one is done")
    func nthCall() throws {
        for fault in [SimulatedDisk.Fault.space, .hardware] {
            var number = 1
            while true {
                var pair = Pair(.readOnly)
                pair.lab.folder.disk.fail(call: number, as: fault)
                let stream = closedUpload(&pair, on: pair.benLine)
                let count = pair.lab.state.objectCount
                pair.lab.work()
                if pair.lab.folder.disk.hasPendingFault { break }
                let failure = failure(on: stream, &pair, pair.benLine)
                #expect(failure?.code == .resourceExhausted, "call \(number)")
                #expect(pair.lab.state.objectCount == count, "call \(number)")
                #expect(pair.lab.folder.names.isEmpty, "call \(number)")
                #expect(pair.lab[pair.benLine].isIdle, "call \(number)")
                #expect(pair.lab[pair.benLine].unwritten == 0, "call \(number)")
                #expect(pair.lab.service.transfers.count == 0, "call \(number)")
                let id = try pair.lab.upload(Lab.new("notes"), [Self.text], on: pair.benLine).id
                #expect(pair.lab.bytes(of: id, on: pair.benLine) == Self.text)
                number += 1
            }
            // Making, two writings, a sync, a renaming, a sync of the folder.
            #expect(number > 6)
        }
    }

    @Test("a connection that is gone leaves nothing, however far its upload had come")
    func gone() throws {
        var steps = 0
        while true {
            var pair = Pair(.readOnly)
            let kept = try pair.lab.upload(Lab.new("kept"), [[7]], on: pair.adaLine)
            let names = pair.lab.folder.names
            _ = closedUpload(&pair, on: pair.benLine)
            for _ in 0..<steps where !pair.lab.folder.orders.isEmpty { pair.lab.step() }
            // What has become a change is one.
            if pair.lab[pair.benLine].isWaiting { break }
            pair.lab.close(pair.benLine)
            let count = pair.lab.state.objectCount
            pair.lab.work()
            #expect(pair.lab.state.objectCount == count, "after \(steps) steps")
            #expect(pair.lab.folder.names == names, "after \(steps) steps")
            #expect(pair.lab.service.transfers.count == 0, "after \(steps) steps")
            #expect(pair.lab.bytes(of: kept.id, on: pair.adaLine) == [7])
            steps += 1
        }
        // Making, two writings, sealing; with its name it has become a change.
        #expect(steps == 5)
    }

    @Test("an upload keeps its bytes while the last other attachment that holds them goes, whichever comes first")
    func race() throws {
        for steps in 0...7 {
            for isRefused in [false, true] {
                var pair = Pair(.readOnly)
                let old = try pair.lab.upload(Lab.new("old"), [Self.text], on: pair.adaLine).id
                let stream = closedUpload(&pair, on: pair.benLine)
                for _ in 0..<steps where !pair.lab.folder.orders.isEmpty { pair.lab.step() }
                pair.lab.send(V1.Objects.delete, .with { $0.targets = [old] }, on: pair.adaLine)
                if isRefused { pair.lab.refuse() } else { pair.lab.write() }
                pair.lab.work()
                let reply: V1.UploadReply?
                do { reply = try pair.lab.reply(on: stream, pair.benLine) } catch { reply = nil }
                let left = isRefused ? old : reply?.id
                // The disk that refused the deletion refused what was gathered with it.
                #expect(isRefused || reply != nil, "after \(steps) steps")
                if let left {
                    #expect(pair.lab.bytes(of: left, on: pair.rootLine) == Self.text, "after \(steps) steps")
                }
                #expect(pair.lab.folder.names.count == 1, "after \(steps) steps")
            }
        }
    }

    @Test("what the journal refuses leaves no bytes")
    func refusedRecord() throws {
        var pair = Pair(.readOnly)
        let stream = closedUpload(&pair, on: pair.benLine)
        while !pair.lab.folder.orders.isEmpty { pair.lab.step() }
        #expect(pair.lab.folder.names.count == 1)
        pair.lab.refuse()
        pair.lab.work()
        #expect(failure(on: stream, &pair, pair.benLine)?.code == .resourceExhausted)
        #expect(pair.lab.folder.names.isEmpty)
    }

    @Test("an attachment whose file is gone, or too short, or damaged, is said to be lost")
    func lost() throws {
        let content = [UInt8](repeating: 3, count: 300_000)
        for damage in 0..<3 {
            var pair = Pair(.readOnly)
            let id = try pair.lab.upload(Lab.new("notes"), [content], on: pair.benLine).id
            let disk = pair.lab.folder.disk
            let name = pair.lab.folder.names[0]
            switch damage {
            case 0: try disk.remove(name)
            case 1: try disk.open(name).truncate(to: content.count - 1)
            default: try disk.open(name).write([4], at: content.count / 2)
            }
            let (messages, failure) = pair.lab.download(.with { $0.attachment = id }, on: pair.benLine)
            #expect(failure?.code == .dataLoss)
            // The last bytes do not leave before it is known whether all of them are right.
            #expect(messages.reduce(0) { $0 + $1.chunk.count } < content.count)
            // The same bytes once more mend it.
            _ = try pair.lab.upload(Lab.new("again"), [content], on: pair.benLine)
            #expect(pair.lab.bytes(of: id, on: pair.benLine) == content)
        }
    }

    @Test("whichever call of the disk fails, a download says that it cannot be read now, and the next one is whole")
    func unreadable() throws {
        var pair = Pair(.readOnly)
        let id = try pair.lab.upload(Lab.new("notes"), [Self.text], on: pair.benLine).id
        var number = 1
        while true {
            pair.lab.folder.disk.fail(call: number, as: .hardware)
            let (_, failure) = pair.lab.download(.with { $0.attachment = id }, on: pair.benLine)
            if pair.lab.folder.disk.hasPendingFault { break }
            #expect(failure?.code == .unavailable, "call \(number)")
            #expect(failure?.status.message.contains("cannot be read now") == true, "call \(number)")
            #expect(pair.lab.bytes(of: id, on: pair.benLine) == Self.text, "call \(number)")
            number += 1
        }
        // Looking for it, opening it, its size, its bytes.
        #expect(number == 5)
    }

    @Test("a download that began goes on when its attachment is deleted")
    func deletedMeanwhile() throws {
        var pair = Pair(.readOnly)
        let content = [UInt8](repeating: 3, count: 3_000_000)
        let id = try pair.lab.upload(Lab.new("notes"), [content], on: pair.adaLine).id
        let call = Frames.call(V1.Attachments.download, .with { $0.attachment = id }, stream: 7_001)
        pair.lab.receive(call, on: pair.benLine)
        pair.lab.step()
        _ = try pair.lab.call(V1.Objects.delete, .with { $0.targets = [id] }, on: pair.adaLine)
        pair.lab.work()
        #expect(pair.lab.folder.names.isEmpty)
        var received: [UInt8] = []
        while !pair.lab[pair.benLine].isIdle {
            for frame in Frames.parse(pair.lab.drain(pair.benLine)) where !frame.header.flags.contains(.noData) {
                let message: V1.DownloadReply = Frames.message(frame)
                received += message.chunk
            }
            pair.lab.work()
        }
        #expect(received == content)
    }

    private func failure(on stream: UInt32, _ pair: inout Pair, _ line: Lab.Line) -> Failure? {
        do {
            let _: V1.UploadReply = try pair.lab.reply(on: stream, line)
            return nil
        } catch {
            return error as? Failure
        }
    }
}
