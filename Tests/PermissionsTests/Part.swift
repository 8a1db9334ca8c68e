import Permissions

/// A part that one may play before others' data, and in which session.
enum Part: Hashable, CaseIterable {
    case administrator, administratorMember
    /// A restricted administrator of one privilege, in no group.
    case restricted(Privileges)
    case powerless, powerlessMember, powerlessOwner, deletingMember
    case owner, member, exMember, outsider, deactivated
    case script, readOnlyScript, scriptOfAdministrator, scriptKeepingAdministration, scriptElsewhere
    case sudo, sudoOfAdministrator, scopedElsewhere

    static let allCases: [Part] =
        [.administrator, .administratorMember] + Privileges.each.map { .restricted($0) }
        + [
            .powerless, .powerlessMember, .powerlessOwner, .deletingMember, .owner, .member, .exMember, .outsider,
            .deactivated, .script, .readOnlyScript, .scriptOfAdministrator, .scriptKeepingAdministration,
            .scriptElsewhere, .sudo, .sudoOfAdministrator, .scopedElsewhere,
        ]

    var administration: Administration {
        switch self {
        case .administrator, .administratorMember, .scriptOfAdministrator, .scriptKeepingAdministration,
            .sudoOfAdministrator:
            .full
        case .restricted(let privilege): .restricted(privilege)
        case .powerless, .powerlessMember, .powerlessOwner: .restricted([])
        case .deletingMember: .restricted(.deleteData)
        default: .none
        }
    }

    var membership: Membership? {
        switch self {
        case .owner, .powerlessOwner: .owner
        case .administratorMember, .powerlessMember, .deletingMember, .member, .deactivated, .script, .readOnlyScript,
            .scriptOfAdministrator, .scriptElsewhere, .sudo, .sudoOfAdministrator, .scopedElsewhere:
            .member
        default: nil
        }
    }

    var session: SessionKind? {
        switch self {
        case .script, .readOnlyScript, .scriptOfAdministrator, .scriptKeepingAdministration, .scriptElsewhere: .script
        case .sudo, .sudoOfAdministrator: .sudo
        default: nil
        }
    }

    /// What is left of the administration in that session.
    var administrationLeft: Administration {
        self == .scriptKeepingAdministration ? .full : self == .sudoOfAdministrator ? .restricted(.move) : .none
    }
}
