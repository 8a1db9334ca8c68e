internal import CSystemd
internal import Glibc

/// A property of a unit, as the service manager takes it.
struct BusProperty: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case text(String)
        case number(UInt64)
        case processes([UInt32])
    }

    let name: String
    let value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

/// A message to or from the service manager.
@safe
final class BusMessage {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe sd_bus_message_unref(pointer) }

    // MARK: - Writing

    func append(_ text: String) throws(SystemdError) {
        try attempt("sd_bus_message_append_basic") { unsafe sd_bus_message_append_basic(pointer, Letter.text, text) }
    }

    func append(_ number: UInt64) throws(SystemdError) {
        var number = number
        try attempt("sd_bus_message_append_basic") {
            unsafe sd_bus_message_append_basic(pointer, Letter.number, &number)
        }
    }

    func append(_ number: Int32) throws(SystemdError) {
        var number = number
        try attempt("sd_bus_message_append_basic") {
            unsafe sd_bus_message_append_basic(pointer, Letter.small, &number)
        }
    }

    func append(_ properties: [BusProperty]) throws(SystemdError) {
        try inside(Letter.array, "(sv)") { () throws(SystemdError) in
            for property in properties { try append(property) }
        }
    }

    /// An array of so many units that shall be started along, which is none.
    func appendNoUnits() throws(SystemdError) { try inside(Letter.array, "(sa(sv))") {} }

    private func append(_ property: BusProperty) throws(SystemdError) {
        try inside(Letter.structure, "sv") { () throws(SystemdError) in
            try append(property.name)
            switch property.value {
            case .text(let text): try inside(Letter.variant, "s") { () throws(SystemdError) in try append(text) }
            case .number(let number): try inside(Letter.variant, "t") { () throws(SystemdError) in try append(number) }
            case .processes(let ids):
                try inside(Letter.variant, "au") { () throws(SystemdError) in
                    try attempt("sd_bus_message_append_array") {
                        unsafe sd_bus_message_append_array(
                            pointer, Letter.count, ids, ids.count * MemoryLayout<UInt32>.size)
                    }
                }
            }
        }
    }

    private func inside(
        _ type: CChar, _ contents: String, _ body: () throws(SystemdError) -> Void
    ) throws(SystemdError) {
        try attempt("sd_bus_message_open_container") {
            unsafe sd_bus_message_open_container(pointer, type, contents)
        }
        try body()
        try attempt("sd_bus_message_close_container") { unsafe sd_bus_message_close_container(pointer) }
    }

    // MARK: - Reading

    /// Whether it is the manager's word that a job is over.
    var saysJobRemoved: Bool {
        unsafe sd_bus_message_is_signal(pointer, ServiceManager.interface, "JobRemoved") > 0
    }

    func skipNumber() throws(SystemdError) {
        var number: UInt32 = 0
        try attempt("sd_bus_message_read_basic") { unsafe sd_bus_message_read_basic(pointer, Letter.count, &number) }
    }

    func path() throws(SystemdError) -> String { try text(Letter.path) }

    func text() throws(SystemdError) -> String { try text(Letter.text) }

    private func text(_ type: CChar) throws(SystemdError) -> String {
        var text: UnsafePointer<CChar>?
        try attempt("sd_bus_message_read_basic") { unsafe sd_bus_message_read_basic(pointer, type, &text) }
        return unsafe text.map { unsafe String(cString: $0) } ?? ""
    }

    private enum Letter {
        static let text = CChar(UInt8(ascii: "s"))
        static let path = CChar(UInt8(ascii: "o"))
        static let number = CChar(UInt8(ascii: "t"))
        static let count = CChar(UInt8(ascii: "u"))
        static let small = CChar(UInt8(ascii: "i"))
        static let array = CChar(UInt8(ascii: "a"))
        static let structure = CChar(UInt8(ascii: "r"))
        static let variant = CChar(UInt8(ascii: "v"))
    }
}
