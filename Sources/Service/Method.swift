internal import Wire

/// The methods that the daemon serves, those asked most often first: they are looked for in this order.
enum Method: CaseIterable {
    case check, batchCheck, explain, whoMay, matrix
    case get, list, listAll, count, create, update, delete, move, copy, give, importObjects, importStream
    case whoAmI, switchGroup, join, sudo, openScript, endSession, listSessions
    case createUser, getUser, listUsers, updateUser, deleteUser
    case createGroup, getGroup, listGroups, updateGroup, deleteGroup, changeLevel
    case setMembership, listMemberships
    case upload, download, watch
    case cancel, version, snapshot, backup, audit

    private var names: (service: StaticString, method: StaticString) {
        switch self {
        case .check: ("cohort.v1.Access", "Check")
        case .batchCheck: ("cohort.v1.Access", "BatchCheck")
        case .explain: ("cohort.v1.Access", "Explain")
        case .whoMay: ("cohort.v1.Access", "WhoMay")
        case .matrix: ("cohort.v1.Access", "Matrix")
        case .get: ("cohort.v1.Objects", "Get")
        case .list: ("cohort.v1.Objects", "List")
        case .listAll: ("cohort.v1.Objects", "ListAll")
        case .count: ("cohort.v1.Objects", "Count")
        case .create: ("cohort.v1.Objects", "Create")
        case .update: ("cohort.v1.Objects", "Update")
        case .delete: ("cohort.v1.Objects", "Delete")
        case .move: ("cohort.v1.Objects", "Move")
        case .copy: ("cohort.v1.Objects", "Copy")
        case .give: ("cohort.v1.Objects", "Give")
        case .importObjects: ("cohort.v1.Objects", "Import")
        case .importStream: ("cohort.v1.Objects", "ImportStream")
        case .whoAmI: ("cohort.v1.Sessions", "WhoAmI")
        case .switchGroup: ("cohort.v1.Sessions", "SwitchGroup")
        case .join: ("cohort.v1.Sessions", "Join")
        case .sudo: ("cohort.v1.Sessions", "Sudo")
        case .openScript: ("cohort.v1.Sessions", "OpenScript")
        case .endSession: ("cohort.v1.Sessions", "End")
        case .listSessions: ("cohort.v1.Sessions", "List")
        case .createUser: ("cohort.v1.Accounts", "CreateUser")
        case .getUser: ("cohort.v1.Accounts", "GetUser")
        case .listUsers: ("cohort.v1.Accounts", "ListUsers")
        case .updateUser: ("cohort.v1.Accounts", "UpdateUser")
        case .deleteUser: ("cohort.v1.Accounts", "DeleteUser")
        case .createGroup: ("cohort.v1.Accounts", "CreateGroup")
        case .getGroup: ("cohort.v1.Accounts", "GetGroup")
        case .listGroups: ("cohort.v1.Accounts", "ListGroups")
        case .updateGroup: ("cohort.v1.Accounts", "UpdateGroup")
        case .deleteGroup: ("cohort.v1.Accounts", "DeleteGroup")
        case .changeLevel: ("cohort.v1.Accounts", "ChangeLevel")
        case .setMembership: ("cohort.v1.Accounts", "SetMembership")
        case .listMemberships: ("cohort.v1.Accounts", "ListMemberships")
        case .upload: ("cohort.v1.Attachments", "Upload")
        case .download: ("cohort.v1.Attachments", "Download")
        case .watch: ("cohort.v1.Watch", "Changes")
        case .cancel: ("cohort.v1.Meta", "Cancel")
        case .version: ("cohort.v1.Meta", "Version")
        case .snapshot: ("cohort.v1.Admin", "Snapshot")
        case .backup: ("cohort.v1.Admin", "Backup")
        case .audit: ("cohort.v1.Admin", "Audit")
        }
    }

    /// Whether its data come or go in frames of their own.
    var isStream: Bool {
        switch self {
        case .upload, .download, .importStream, .listAll, .watch, .audit: true
        default: false
        }
    }

    /// The method with these names, compared byte for byte: the hot path makes no string.
    init(service: Span<UInt8>, method: Span<UInt8>) throws(CallError) {
        var knowsService = false
        for candidate in Self.allCases {
            let names = candidate.names
            guard service.equals(names.service) else { continue }
            knowsService = true
            guard method.equals(names.method) else { continue }
            self = candidate
            return
        }
        throw knowsService ? .unknownMethod(method.text) : .unknownService(service.text)
    }
}

extension Span<UInt8> {
    fileprivate func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { buffer in
            for index in indices where unsafe self[index] != buffer[index] { return false }
            return true
        }
    }

    /// The bytes as text, for a message: bad UTF-8 is repaired, long names are cut.
    fileprivate var text: String {
        var bytes: [UInt8] = []
        for index in indices.prefix(100) { bytes.append(self[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
