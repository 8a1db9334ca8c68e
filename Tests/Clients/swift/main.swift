// Our client library talks to a ttrpc server in Go (`../go/server`): call-go-server, with its socket in COHORT_SOCKET.

import CohortClient
import Glibc
import Protobuf
import Wire

/// Ends the program with a sentence unless something is as it must be.
func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
    guard !holds else { return }
    print("swift: \(sentence())")
    exit(1)
}

/// The error that a call ends with.
func failure<Request: Sendable, Reply: Sendable>(
    _ client: Client, _ method: MethodDescriptor<Request, Reply>, _ request: Request, timeout: Duration? = nil
) async -> CallError {
    do throws(CallError) {
        let reply = try await client.call(method, request, timeout: timeout)
        print("swift: this should have failed: \(reply)")
        exit(1)
    } catch {
        return error
    }
}

func run() async throws(CallError) {
    let client = try Client.connect()
    let version = try await client.call(V1.Meta.version, V1.VersionRequest())
    check(version.server == "go", "this is \(version.server)")
    check(version.features == ["a feature of tomorrow"], "features: \(version.features)")

    try await outOfOrder(client)
    try await deadlines(client)
    await errors(client)
    try await sizes(client)
    try await keys(client)
    try await manyAtOnce(client)
    let ending = await failure(client, V1.Admin.snapshot, V1.SnapshotRequest())
    check(ending.code == .unavailable, "the server is gone, and the call ends with \(ending.code): \(ending)")
    print("swift: ok, with a server in Go")
}

/// A slow call does not hold up those behind it.
func outOfOrder(_ client: Client) async throws(CallError) {
    let slow = Task { await result(client, V1.Sessions.whoAmI, V1.WhoAmIRequest()) }
    // The server answers this one when the slow one goes on, and the slow one goes on for this one.
    _ = try await client.call(V1.Sessions.switchGroup, V1.SwitchGroupRequest())
    let reply = try await slow.value.get()
    check(reply.user?.login == "slow", "the slow call brought \(reply)")
}

func result<Request: Sendable, Reply: Sendable>(
    _ client: Client, _ method: MethodDescriptor<Request, Reply>, _ request: Request
) async -> Result<Reply, CallError> {
    do throws(CallError) { return .success(try await client.call(method, request)) } catch { return .failure(error) }
}

/// The server is told of a deadline, and this side keeps it.
func deadlines(_ client: Client) async throws(CallError) {
    let told = try await client.call(V1.Sessions.list, V1.ListSessionsRequest(), timeout: .seconds(60)).revision
    check(0 < told && told <= 60_000_000_000, "of 60 s the server saw \(told) ns")
    let none = try await client.call(V1.Sessions.list, V1.ListSessionsRequest()).revision
    check(none == 0, "without a deadline the server saw \(none) ns")
    let late = await failure(client, V1.Sessions.whoAmI, V1.WhoAmIRequest(), timeout: .milliseconds(20))
    check(late.code == .deadlineExceeded, "the slow call ended with \(late.code): \(late)")
    // Its answer comes, or has come, and harms nobody.
    _ = try await client.call(V1.Meta.version, V1.VersionRequest())
}

/// A status and its details; an error without a code; a method that is not there.
func errors(_ client: Client) async {
    let refusal = await failure(client, V1.Objects.get, .with { $0.ids = [7, 1 << 40] })
    check(refusal.code == .failedPrecondition, "refused with \(refusal.code)")
    check(refusal.sentence == "nein, das geht nicht — noch nicht", "the sentence is \(refusal.sentence)")
    check(refusal.detail?.rule == "a_rule", "the detail is \(String(describing: refusal.detail))")
    check(refusal.detail?.blockers == [7, 1 << 40], "the detail is \(String(describing: refusal.detail))")
    let plain = await failure(client, V1.Objects.update, V1.UpdateRequest())
    check(plain.code == .unknown && plain.sentence == "an error without a code", "\(plain.code): \(plain)")
    let absent = await failure(client, V1.Access.check, V1.CheckRequest())
    check(absent.code == .unimplemented && absent.detail == nil, "\(absent.code): \(absent)")
}

/// The largest reply comes whole. A larger one, which this server sends, ends its connection and no other.
func sizes(_ client: Client) async throws(CallError) {
    for size in [WireLimits.frameSizeMax - 1, WireLimits.frameSizeMax] {
        let token = try await client.call(V1.Objects.list, .with { $0.pageSize = UInt32(size) }).nextPageToken
        check(token.count == size - 10, "of \(size) bytes \(token.count) came")
    }
    let another = try Client.connect()
    let size = UInt32(WireLimits.frameSizeMax + 1)
    let error = await failure(another, V1.Objects.list, .with { $0.pageSize = size })
    check(error.code == .unavailable, "too large a reply ended with \(error.code): \(error)")
}

/// Metadata reach the server.
func keys(_ client: Client) async throws(CallError) {
    let key = "0123-abc"
    let keys = try await client.call(V1.Objects.create, .with { $0.name = key }, key: key).id
    check(keys == 1, "the server saw \(keys) keys")
}

/// A thousand calls are under way on the one connection.
func manyAtOnce(_ client: Client) async throws(CallError) {
    let results = await withTaskGroup { group in
        for _ in 0..<1_000 { group.addTask { await result(client, V1.Meta.version, V1.VersionRequest()) } }
        return await group.reduce(into: []) { $0.append($1) }
    }
    for result in results { check(try result.get().server == "go", "one of a thousand is wrong") }
}

do throws(CallError) {
    try await run()
} catch {
    print("swift: \(error.code): \(error)")
    exit(1)
}
