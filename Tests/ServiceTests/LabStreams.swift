import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

/// Lists and watches, which go on by themselves.
extension Lab {
    /// Has lists and watches of a connection go on for as long as they can.
    mutating func takeTurns(on line: Line) {
        while !held.contains(line), self[line].wantsTurn { _ = service.goOn(&lines[line.index], at: now) }
    }

    /// Looks whom it concerns what has become durable.
    mutating func stirWatchers() {
        for (watcher, revision) in service.takeStirred() {
            self[Line(index: watcher.conversation)].stir(watcher, from: revision)
        }
        for index in lines.indices { takeTurns(on: Line(index: index)) }
    }

    mutating func remindWatchers(of line: Line) {
        service.remindWatchers(of: &lines[line.index])
        takeTurns(on: line)
    }

    /// Opens a stream with its only request. The stream that it goes on.
    mutating func open<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, on line: Line, timeout: Int64 = 0
    ) -> UInt32 {
        let stream = nextStream
        nextStream += 2
        receive(Frames.call(method, request, stream: stream, timeout: timeout), on: line)
        return stream
    }

    /// The messages that have come on a stream, and how it ended if it has: with a status, or without.
    mutating func messages<Answer: Message>(
        on stream: UInt32, _ line: Line
    ) -> (messages: [Answer], ending: Ttrpc.Status??) {
        var messages: [Answer] = []
        var ending: Ttrpc.Status??
        for frame in Frames.parse(drain(line)) where frame.header.streamID == stream {
            precondition(ending == nil, "nothing comes behind the end of a stream")
            switch (frame.header.kind, frame.header.flags) {
            case (.response, _): ending = .some(Frames.response(frame).status)
            case (_, [.remoteClosed, .noData]): ending = .some(nil)
            default: messages.append(Frames.message(frame))
            }
        }
        return (messages, ending)
    }

    /// All messages of a stream up to its end, read one outbox after the other.
    mutating func allMessages<Answer: Message>(
        on stream: UInt32, _ line: Line
    ) -> (messages: [Answer], ending: Ttrpc.Status?) {
        var messages: [Answer] = []
        while true {
            let (more, ending): ([Answer], Ttrpc.Status??) = self.messages(on: stream, line)
            messages += more
            if let ending { return (messages, ending) }
            precondition(!more.isEmpty, "a stream that goes on says something")
        }
    }
}
