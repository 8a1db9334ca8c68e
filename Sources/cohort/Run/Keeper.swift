internal import CohortClient
internal import Protobuf
internal import Wire

/// A connection of whoever runs a program, as the user whose program it is and in the group where it works: to see what is
/// run, and to keep the record.
struct Keeper {
    /// Seconds that a session of it lives, should it not be closed.
    private static let lifetime: UInt32 = 60

    let client: Client
    /// The sudo session that it takes to be another user.
    private let session: UInt64?

    init(of script: ScriptSession, _ lab: Lab) throws(Failure) {
        let own = try lab.connect()
        if try lab.call(on: own, V1.Sessions.whoAmI, V1.WhoAmIRequest()).user?.id == script.user.id {
            (client, session) = (own, nil)
        } else {
            let sudo = try lab.call(
                on: own, V1.Sessions.sudo, .with { ($0.user, $0.lifetimeSeconds) = (script.user.id, Self.lifetime) })
            client = try lab.connect()
            session = sudo.session
            _ = try lab.call(on: client, V1.Sessions.join, .with { $0.token = sudo.token })
        }
        _ = try lab.call(on: client, V1.Sessions.switchGroup, .with { $0.group = script.group.id })
    }

    /// Ends what was opened for it: while the program runs there is none.
    func close(_ lab: Lab) {
        guard let session else { return }
        do throws(Failure) {
            _ = try lab.call(on: client, V1.Sessions.end, .with { $0.session = session })
        } catch {
            // It ends by itself in a moment.
            return
        }
    }
}
