internal import CSystemd
internal import Glibc

/// Why the sockets that the service manager handed over cannot be taken.
public enum ActivationError: Error, Hashable, Sendable {
    /// The variables make no sense.
    case unreadable(variables: [String])
    /// A descriptor that should have been handed over is not open.
    case closedDescriptor
    case failed(SystemdError)
}

extension ActivationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let variables):
            "the environment makes no sense: \(variables.map { "`\(escaped($0))`" }.joined(separator: " "))"
        case .closedDescriptor: "a socket that `LISTEN_FDS` promises is not open"
        case .failed(let error): "\(error)"
        }
    }
}

/// Sockets that the service manager opened before it started the process.
public enum Activation {
    /// A descriptor that was handed over, close-on-exec, and its name in the unit. The caller owns it and closes it.
    public typealias Handover = (name: String, descriptor: Int32)

    /// The sockets, in the order of the unit; none if they are for another process or there are none.
    ///
    /// The variables are removed, so that no child takes them for its own: call it once, before any thread is started.
    public static func listeningDescriptors() throws(ActivationError) -> [Handover] {
        let variables = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"].compactMap(assignment)
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(1, &names)
        defer { unsafe release(names) }
        guard count >= 0 else {
            switch -count {
            case EINVAL, ERANGE: throw .unreadable(variables: variables)
            case EBADF: throw .closedDescriptor
            default: throw .failed(SystemdError(call: "sd_listen_fds_with_names", code: -count))
            }
        }
        return (0..<count).map { index in
            (unsafe name(names, Int(index)), firstDescriptor + index)
        }
    }

    /// Where the service manager puts the first socket, `SD_LISTEN_FDS_START`.
    private static let firstDescriptor: Int32 = 3

    private static func assignment(of variable: String) -> String? {
        guard let value = unsafe getenv(variable) else { return nil }
        return unsafe "\(variable)=\(String(cString: value))"
    }

    private static func name(_ names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ index: Int) -> String {
        guard let name = unsafe names?[index] else { return "unknown" }
        return unsafe String(cString: name)
    }

    private static func release(_ names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) {
        guard let names = unsafe names else { return }
        var index = 0
        while let name = unsafe names[index] {
            unsafe free(name)
            index += 1
        }
        unsafe free(names)
    }
}
