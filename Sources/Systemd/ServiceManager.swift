internal import CSystemd
internal import Glibc

/// The service manager, as one who runs programs asks it: the system's for root, else the user's own.
@safe
public final class ServiceManager {
    static let interface = "org.freedesktop.systemd1.Manager"
    private static let name = "org.freedesktop.systemd1"
    private static let path = "/org/freedesktop/systemd1"
    /// How long it may take to answer.
    private static let patience: UInt64 = 25_000_000

    private let bus: OpaquePointer

    /// Connects to the manager; nil where there is none.
    public static func connected() throws(SystemdError) -> ServiceManager? {
        guard sd_booted() > 0, let socket = socket, unsafe access(socket, F_OK) == 0 else { return nil }
        return try ServiceManager(socket)
    }

    // The manager's own socket: it is there without a message bus.
    private static var socket: String? {
        if geteuid() == 0 { return "/run/systemd/private" }
        guard let directory = unsafe getenv("XDG_RUNTIME_DIR") else { return nil }
        return unsafe String(cString: directory) + "/systemd/private"
    }

    private init(_ socket: String) throws(SystemdError) {
        var bus: OpaquePointer?
        try attempt("sd_bus_new") { unsafe sd_bus_new(&bus) }
        unsafe self.bus = bus!
        try attempt("sd_bus_set_address") { unsafe sd_bus_set_address(bus, "unix:path=\(socket)") }
        try attempt("sd_bus_start") { unsafe sd_bus_start(bus) }
    }

    deinit { unsafe sd_bus_close_unref(bus) }

    /// Puts a process into a scope of its own, with all that it starts from then on.
    public func start(_ scope: Scope, around process: Int32) throws(SystemdError) {
        let call = try message("StartTransientUnit")
        try call.append(scope.name)
        try call.append("fail")
        try call.append(scope.properties + [BusProperty("PIDs", .processes([UInt32(process)]))])
        try call.appendNoUnits()
        try wait(for: try send(call).path())
    }

    /// Sends a signal to every process of a scope; nothing if it is gone.
    public func signal(_ signal: Int32, all scope: Scope) throws(SystemdError) {
        let call = try message("KillUnit")
        try call.append(scope.name)
        try call.append("all")
        try call.append(signal)
        do throws(SystemdError) {
            _ = try send(call)
        } catch {
            guard [ENOENT, ESRCH].contains(error.code) else { throw error }
        }
    }

    private func message(_ method: String) throws(SystemdError) -> BusMessage {
        var message: OpaquePointer?
        try attempt("sd_bus_message_new_method_call") {
            unsafe sd_bus_message_new_method_call(bus, &message, Self.name, Self.path, Self.interface, method)
        }
        return unsafe BusMessage(owning: message!)
    }

    private func send(_ message: BusMessage) throws(SystemdError) -> BusMessage {
        var reply: OpaquePointer?
        try attempt("sd_bus_call") { unsafe sd_bus_call(bus, message.pointer, Self.patience, nil, &reply) }
        return unsafe BusMessage(owning: reply!)
    }

    /// Waits until a job of the manager's is over.
    private func wait(for job: String) throws(SystemdError) {
        while true {
            var received: OpaquePointer?
            let progress = try attempt("sd_bus_process") { unsafe sd_bus_process(bus, &received) }
            if let message = unsafe received.map({ unsafe BusMessage(owning: $0) }), message.saysJobRemoved {
                try message.skipNumber()
                guard try message.path() == job else { continue }
                _ = try message.text()
                guard try message.text() == "done" else {
                    throw SystemdError(call: "StartTransientUnit", code: ECANCELED)
                }
                return
            }
            guard progress == 0 else { continue }
            guard try attempt("sd_bus_wait", { unsafe sd_bus_wait(bus, Self.patience) }) > 0 else {
                throw SystemdError(call: "sd_bus_wait", code: ETIMEDOUT)
            }
        }
    }
}
