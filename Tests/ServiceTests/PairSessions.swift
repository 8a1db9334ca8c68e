import Permissions
import Protobuf
import TestSupport
import Wire

@testable import Service

/// Sessions that are opened and joined.
extension Pair {
    mutating func openSudo(uid: UInt32) throws -> V1.SudoReply {
        try lab.call(
            V1.Sessions.sudo, .with { ($0.user, $0.uid) = (ben.rawValue, uid) }, on: rootLine)
    }

    /// Ben's own, in the lab's group.
    mutating func openScript(readOnly: Bool = false) throws -> [UInt8] {
        try lab.call(
            V1.Sessions.openScript, .with { ($0.group, $0.readOnly) = (group.rawValue, readOnly) }, on: benLine
        ).token
    }

    mutating func join(_ token: [UInt8], uid: UInt32) throws -> Lab.Line {
        let line = lab.connect(uid: uid)
        _ = try lab.call(V1.Sessions.join, .with { $0.token = token }, on: line)
        return line
    }
}
