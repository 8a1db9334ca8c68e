import Permissions
import Protobuf
import Store
import Testing
import Wire

import struct TestSupport.Reply

@testable import Service

/// What a person reads when something is refused.
@Suite struct SentenceTests {
    @Test("every rule has a sentence and help in style, whether names are known or not", arguments: EveryRefusal.all)
    func refusal(_ refusal: Refusal) {
        for world in [nil, Self.world] {
            let sentence = Sentence(refusal, in: world)
            expectStyle(sentence.text)
            if !sentence.help.isEmpty { expectStyle(sentence.help) }
        }
    }

    @Test("every wording of a rule is in style")
    func wordings() {
        for refusal in EveryRefusal.wordings {
            for world in [nil, Self.world] {
                let sentence = Sentence(refusal, in: world)
                expectStyle(sentence.text)
                if !sentence.help.isEmpty { expectStyle(sentence.help) }
            }
        }
    }

    @Test("every rule has a code, a section and a name of its own")
    func rules() {
        let all = EveryRefusal.all
        #expect(Set(all.map(\.rule)).count == all.count)
        for refusal in all {
            #expect(Code(refusal) != .ok)
            #expect((1...13).contains(refusal.section))
            let letters = refusal.rule.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
            }
            #expect(letters, "\(refusal.rule)")
        }
    }

    @Test("the names of rules are what programs know them by, and stay")
    func stableNames() {
        #expect(
            EveryRefusal.all.map(\.rule) == [
                "wrong_kinds", "not_a_target", "dangling_reference", "invalid_attribute", "anothers_whole",
                "not_allowed", "no_such_object", "no_such_user", "no_such_group", "no_such_session", "cross_group",
                "not_in_group", "already_linked", "linked_twice", "cycle", "anothers_region",
                "only_administrators_promote", "derived_pairs", "digest_required", "plan_changed", "fileset_part",
                "well_image", "same_group", "not_yours_to_copy", "owner_still_active", "privilege_needed",
                "not_an_owner", "another_owner", "own_membership", "stronger_account", "last_administrator",
                "fixed_user", "system_group", "invalid_name", "user_name_taken", "group_name_taken", "uid_taken",
                "not_a_member", "already_a_member", "user_owns_data", "group_not_empty", "read_only_session",
                "confined_session", "further_session", "played_account", "session_ended", "inactive_user",
                "user_in_no_group", "no_current_group", "anothers_script", "ambiguous_name",
            ])
    }

    @Test("every error of a call has a code and a sentence in style")
    func callErrors() {
        for error in EveryCallError.all + EveryCallError.faults.map({ .invalid($0) }) {
            let status = Status.of(error, in: nil)
            #expect(status.code != Code.ok.rawValue)
            expectStyle(status.message)
        }
    }

    @Test("a sentence stays one short line, whatever it quotes")
    func quoting() {
        for error in EveryCallError.quoting {
            expectStyle(error.sentence)
            #expect(error.sentence.utf8.count < 1_000)
            #expect(error.sentence.count { $0 == "`" } == 2)
        }
    }

    @Test("a refusal carries its rule, its section and what stands in the way")
    func detail() {
        let failure = Failure(status: Status.of(.refusal(EveryRefusal.all[17]), in: nil))
        #expect(failure.status.details.map(\.typeURL) == ["type.googleapis.com/cohort.v1.RefusalDetail"])
        #expect(failure.rule == "derived_pairs")
        #expect(failure.detail?.section == 6)
        #expect(failure.detail?.blockers == [7, 8])
        #expect(failure.detail?.hiddenBlockers == 2)
        #expect(failure.status.message.contains("2 that you cannot see"))
    }

    @Test("a refused field is named as people type it")
    func fieldWord() {
        let text = Sentence(.invalidAttribute(.image, .namespace), in: nil).text
        #expect(text.contains("`ns`"))
    }

    /// A state with the objects, users and groups that the refusals speak of.
    private static let world: World = {
        var pair = Pair(.readOnly)
        for number in 0..<8 { _ = pair.lab.add(.image, of: pair.ben, in: pair.group, named: "image \(number)") }
        for number in 0..<3 { _ = pair.lab.addUser("user\(number)") }
        _ = pair.lab.addGroup("other", .readWrite)
        let caller = Caller(
            user: pair.ada, administration: .none, group: pair.group, session: nil, sessionKind: nil,
            isReadOnly: false)
        return World(caller: caller, state: pair.lab.state)
    }()

    private func expectStyle(_ sentence: String) {
        #expect(!sentence.isEmpty)
        let first = sentence.unicodeScalars.first
        #expect(first?.properties.isLowercase == true || first == "`", "\(sentence)")
        #expect(sentence.last != ".", "\(sentence)")
        let unprintable = sentence.unicodeScalars.contains { scalar in
            [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
        #expect(!unprintable, "one line: \(sentence)")
        #expect(!sentence.contains("  "), "\(sentence)")
        #expect(!sentence.contains("``"), "\(sentence)")
        for name in Self.typeNames { #expect(!sentence.contains(name), "\(sentence)") }
    }

    private static let typeNames = [
        "ObjectID", "UserID", "GroupID", "SessionID", "Refusal", "CallError", "RequestFault", "Optional",
        "Permissions.", "Service.", "Store.", "Protobuf", "DecodingError", "Blockers", "Privileges", "NameFault",
        "rawValue", "V1.", "nil",
    ]
}
