internal import Linux
internal import Systemd

/// A socket that peers connect to.
final class Listener {
    /// How long nobody is accepted when the process has no descriptor left.
    private static let pause = Duration.milliseconds(200)
    /// Connections that are taken at once before those that are there get their turn.
    private static let acceptedMax = 64

    private let socket: ListeningSocket
    private weak var server: Server?
    private var source: DescriptorSource?
    private var timer: TimerSource?

    init(_ socket: consuming ListeningSocket) { self.socket = socket }

    /// Takes connections from now on.
    func start(on server: Server) throws(SystemdError) {
        self.server = server
        source = try server.loop.add(socket.descriptor.number, for: .readable) { [unowned self] _ in accept() }
    }

    private func accept() {
        for _ in 0..<Self.acceptedMax {
            do throws(SystemError) {
                guard let server, let accepted = try socket.accept() else { return }
                server.accept(Connection(accepted))
            } catch {
                return rest(after: error)
            }
        }
    }

    /// Whoever waits goes on waiting: trying again at once would only burn the processor.
    private func rest(after error: SystemError) {
        guard let server else { return }
        server.log.write(.warning, "no connection is accepted for a moment: \(error)")
        server.must { () throws(SystemdError) in
            try source?.setEnabled(false)
            timer = try server.loop.addTimer(after: Self.pause) { [unowned self] in
                server.must { () throws(SystemdError) in try source?.setEnabled(true) }
            }
        }
    }
}
