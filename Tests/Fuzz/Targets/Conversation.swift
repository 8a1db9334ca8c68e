import Permissions
import Service
import Store
import TestSupport

/// A service over an empty store that holds no more than its first accounts.
private func freshService() -> Service {
    var service = Service(Store(State()))
    service.found(rootUID: 0, at: 1)
    _ = service.store.takeBatch()
    service.store.confirm()
    return service
}

extension Target {
    /// One conversation of arbitrary bytes, from a peer that may do everything: whatever comes in, the service answers
    /// or ends the conversation. The first byte says how the bytes are cut.
    static func converse(_ bytes: ArraySlice<UInt8>) {
        guard let cut = bytes.first else { return }
        var service = freshService()
        var conversation = Conversation(Peer(uid: 0))
        var contents = Contents(on: SimulatedDisk(seed: 0))
        // There is no journal, so the trail is a gap.
        var trail = Trail(on: SimulatedDisk(seed: 0))
        var rest = bytes.dropFirst()
        while !rest.isEmpty, conversation.takesInput {
            conversation.receive(rest.prefix(Int(cut) + 1))
            rest = rest.dropFirst(Int(cut) + 1)
            service.serveAll(&conversation, at: 2)
            carryOut(&service, &contents, &trail, &conversation)
            if service.store.takeBatch() != nil { service.store.confirm() }
            for (watcher, revision) in service.takeStirred() { conversation.stir(watcher, from: revision) }
            while conversation.wantsTurn { _ = service.goOn(&conversation, at: 2) }
            conversation.release(durable: service.store.durable.revision)
            conversation.outbox = []
            service.readOn(for: &conversation)
        }
        service.endInput(of: &conversation)
        carryOut(&service, &contents, &trail, &conversation)
    }
}

/// The threads of the contents and of the trail do all that was ordered.
private func carryOut(
    _ service: inout Service, _ contents: inout Contents<SimulatedDisk>, _ trail: inout Trail<SimulatedDisk>,
    _ conversation: inout Conversation
) {
    while case let orders = service.takeOrders(), !orders.isEmpty {
        for order in orders {
            contents.carryOut(order) { service.take($0, for: &conversation, at: 2) }
        }
    }
    while case let orders = service.takeTrailOrders(), !orders.isEmpty {
        for order in orders {
            trail.carryOut(order) { service.take($0, for: &conversation, at: 2) }
        }
    }
}
