internal import CohortClient
internal import Protobuf
internal import Wire

/// A connection of whoever runs a program, as the user whose program it is and in the group where it works: to see what is
/// run, and to keep the record.
struct Keeper {
    /// Seconds that a session of it lives, should it not be closed: it is for a moment.
    static let momentary: UInt32 = 60

    let client: Client
    /// The sudo session that it takes to be another user.
    private let session: UInt64?

    /// - Parameter lifetime: seconds.
    init(
        of user: UInt32, in group: UInt32, for lifetime: UInt32 = Keeper.momentary, _ lab: Lab
    ) throws(Failure) {
        let own = try lab.connect()
        if try lab.call(on: own, V1.Sessions.whoAmI, V1.WhoAmIRequest()).user?.id == user {
            (client, session) = (own, nil)
        } else {
            let opened = try lab.openSudo(.with { ($0.user, $0.lifetimeSeconds) = (user, lifetime) }, over: own)
            (client, session) = (opened.client, opened.session)
        }
        _ = try lab.call(on: client, V1.Sessions.switchGroup, .with { $0.group = group })
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
