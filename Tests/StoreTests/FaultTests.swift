import TestSupport
import Testing

@testable import Store

@Suite("Disk calls that fail")
struct FaultTests {
    private static let script: [SmallDaemon.Step] = [
        .write(records: 2, meanwhile: 1), .write(records: 1, meanwhile: 0), .rotate,
        .write(records: 1, meanwhile: 1), .snapshot, .write(records: 2, meanwhile: 0), .rotate, .snapshot,
        .write(records: 1, meanwhile: 0), .seal,
    ]

    @Test("whichever call fails, nothing acknowledged is lost", arguments: [SimulatedDisk.Fault.space, .hardware])
    func eachCall(fault: SimulatedDisk.Fault) throws {
        try exhaust { call in
            let disk = SimulatedDisk(seed: UInt64(call))
            disk.fail(call: call, as: fault)
            let allowed = try run(on: disk, expectRefusalsOf: fault)
            try expectAfterCrashes(of: disk, allowed, "call \(call)")
            return disk.hasPendingFault
        }
    }

    @Test("wherever the machine stops, nothing acknowledged is lost")
    func eachStop() throws {
        try exhaust { call in
            let disk = SimulatedDisk(seed: UInt64(call))
            disk.fail(call: call, as: .death)
            let allowed = try run(on: disk, expectRefusalsOf: .death)
            try expectAfterCrashes(of: disk, allowed, "stop in call \(call)")
            return disk.hasPendingFault
        }
    }

    @Test("a start that fails can be tried again", arguments: [SimulatedDisk.Fault.space, .hardware, .death])
    func eachCallOfStart(fault: SimulatedDisk.Fault) throws {
        let before = SimulatedDisk(seed: 1)
        let allowed = try run(on: before, expectRefusalsOf: fault)
        // Another one, with a torn end and leftovers beside it.
        var files = [FileName.segment(first: 1): try History(seed: 1, batches: 3).segment(sealed: false) + [1, 2, 3]]
        files[FileName.newSegment] = [1]
        files[FileName.newSnapshot] = [1]
        for crash in 0..<2 {
            try exhaust { call in
                let disk = crash == 0 ? SimulatedDisk(files) : before.afterKill()
                disk.fail(call: call, as: fault)
                do throws(Recovery.Failure) { _ = try SmallDaemon(on: disk, seed: 1) } catch {
                    guard case .storage = error else { throw error }
                }
                if crash == 1 { try expectAfterCrashes(of: disk, allowed, "call \(call) of the start") }
                let daemon = try SmallDaemon(on: disk.afterKill(), seed: 1)
                #expect(daemon.store.durable.revision > 0)
                return disk.hasPendingFault
            }
        }
    }

    @Test("a full disk refuses changes, and takes them when there is room again", arguments: 0..<60)
    func fullDisk(room: Int) throws {
        let disk = SimulatedDisk(seed: UInt64(room))
        var daemon = try SmallDaemon(on: disk, seed: 7)
        try daemon.take(.write(records: 2, meanwhile: 0))
        let acknowledged = Everything(daemon.store.durable)
        disk.limit(to: disk.usedSize + room * 8)
        var refusals = 0
        var durable = acknowledged
        for _ in 0..<20 {
            do throws(AppendError) {
                try daemon.take(.write(records: 1, meanwhile: 1))
                durable = Everything(daemon.store.durable)
            } catch {
                guard case .refused(let cause) = error else { throw error }
                #expect(cause.isSpaceShortage)
                refusals += 1
                #expect(Everything(daemon.store.applied) == durable)
                #expect(Everything(try Recovery(from: disk.afterPowerLoss(leaving: .some)).state) == durable)
            }
        }
        #expect(refusals > 0)
        disk.limit(to: .max)
        for _ in 0..<10 { try daemon.take(.write(records: 1, meanwhile: 0)) }
        let found = try Recovery(from: disk.afterPowerLoss(leaving: .nothing))
        #expect(found.torn == nil)
        #expect(Everything(found.state) == Everything(daemon.store.durable))
    }

    @Test("a snapshot that does not fit leaves the old one, and the room that it took")
    func snapshotOnFullDisk() throws {
        let disk = SimulatedDisk(seed: 3)
        var daemon = try SmallDaemon(on: disk, seed: 3)
        try daemon.take(.write(records: 3, meanwhile: 0))
        try daemon.take(.snapshot)
        try daemon.take(.write(records: 3, meanwhile: 0))
        let files = disk.contents
        disk.limit(to: disk.usedSize + 100)
        #expect(throws: AppendError.self) { try daemon.take(.snapshot) }
        #expect(disk.contents == files)
        disk.limit(to: .max)
        try daemon.take(.snapshot)
        #expect(Everything(try Recovery(from: disk).state) == Everything(daemon.store.durable))
    }

    /// Runs the script; what may be found afterwards: what was acknowledged, and perhaps one batch more.
    private func run(on disk: SimulatedDisk, expectRefusalsOf fault: SimulatedDisk.Fault) throws -> [Everything] {
        var daemon: SmallDaemon
        do throws(Recovery.Failure) {
            daemon = try SmallDaemon(on: disk, seed: 2)
        } catch {
            guard case .storage = error else { throw error }
            return [Everything(State())]
        }
        for step in Self.script {
            do throws(AppendError) { try daemon.take(step) } catch {
                guard case .refused = error else { break }
                if case .death = fault { break }
                let acknowledged = Everything(daemon.store.durable)
                if case .write = step { #expect(Everything(daemon.store.applied) == acknowledged) }
                #expect(Everything(try Recovery(from: disk.afterKill()).state) == acknowledged)
                try daemon.take(step)
            }
        }
        return [daemon.store.durable, daemon.doubtful].compactMap { $0.map(Everything.init) }
    }

    /// However the program ends, the next start finds what is allowed; what that one acknowledges outlives a power loss.
    private func expectAfterCrashes(of disk: SimulatedDisk, _ allowed: [Everything], _ comment: String) throws {
        let crashes = [
            disk.afterKill(), disk.afterPowerLoss(leaving: .nothing), disk.afterPowerLoss(leaving: .some),
        ]
        for crashed in crashes {
            var daemon = try SmallDaemon(on: crashed, seed: 8)
            #expect(allowed.contains(Everything(daemon.store.durable)), "\(comment)")
            for step in [SmallDaemon.Step.write(records: 1, meanwhile: 0), .seal] {
                try daemon.take(step)
                let acknowledged = Everything(daemon.store.durable)
                for remains in [SimulatedDisk.Remains.nothing, .some] {
                    let found = try Recovery(from: crashed.afterPowerLoss(leaving: remains))
                    #expect(Everything(found.state) == acknowledged, "\(comment)")
                }
            }
        }
    }

    /// Lets the first call fail, then the second, until there is none left to fail.
    private func exhaust(_ body: (_ call: Int) throws -> Bool) throws {
        var call = 1
        while try !body(call) { call += 1 }
        #expect(call > 5)
    }
}
