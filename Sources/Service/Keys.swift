internal import Digest
internal import Permissions
internal import Protobuf
internal import Store

// A change may carry a key: the same call again, over another connection or after a restart, gets the first answer and
// changes nothing (`PROTOCOL.md`, Keys).

extension Call {
    /// What will be kept of the call, but for its reply; `nil` if it carries no key.
    func receipt<Request: ChangeRequest>(for request: Request.Type) throws(CallError) -> Receipt? {
        guard let key else { return nil }
        guard Request.takesKey else { throw .invalid(.keyNotTaken) }
        let isVisible = key.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard (1...ServiceLimits.keySizeMax).contains(key.utf8.count), isVisible else {
            throw .invalid(.key(max: ServiceLimits.keySizeMax))
        }
        // The method is told by its request.
        let asked = Array(Request.protoMessageName.utf8) + [0] + payload + content
        return Receipt(key: key, request: SHA256.digest(of: asked), reply: [])
    }
}

extension Receipt {
    func with(_ reply: [UInt8]) -> Receipt { Receipt(key: key, request: request, reply: reply) }
}

extension State {
    /// The reply that the same call has had before. Refuses a key that stands for another one.
    func answer(to receipt: Receipt, by author: Author) throws(CallError) -> [UInt8]? {
        guard let first = self.receipt(receipt.key, of: author.user, in: author.session) else { return nil }
        guard first.request == receipt.request else { throw .keyReused }
        return first.reply
    }
}
