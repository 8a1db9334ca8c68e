internal import Store
internal import Wire

/// A call whose data come, or go, in frames of their own. It ends with its answer, or with the last of its data.
///
/// A method that streams has a case of `Work`, and a function for each thing that can happen to it in
/// `StreamServing.swift`.
struct Stream: Sendable {
    /// What is done on it.
    var work: Work
    /// The client has said that it sends no more.
    var isInputClosed = false
    /// Monotonic nanoseconds; looked at whenever something happens on the stream.
    let deadline: Int64

    enum Work: Sendable {
        case upload(Upload)
        case download(Download)
        case intake(IntakeID)
        case list(WholeList)
        case watch(Watch)
    }

    /// Whether the client's data are part of the call.
    var takesData: Bool {
        switch work {
        case .upload, .intake: true
        case .download, .list, .watch: false
        }
    }

    /// Whether it is not waited for when the daemon stops.
    var isEndedByStop: Bool {
        switch work {
        case .upload, .intake, .watch: true
        case .download, .list: false
        }
    }

    /// Whether it has something to do that nobody else does for it: a turn of its own.
    var wantsTurn: Bool {
        switch work {
        case .upload, .intake, .download: false
        case .list: true
        case .watch(let watch): watch.isAwake
        }
    }

    /// Whether it waits for data that the client still has to send.
    var wantsData: Bool { takesData && !isInputClosed }

    /// The bytes that it puts on disk, or reads from there.
    var transfer: TransferID? {
        switch work {
        case .upload(let upload): upload.transfer
        case .download(let download): download.transfer
        case .intake, .list, .watch: nil
        }
    }
}

// MARK: - The streams of one connection

extension Conversation {
    /// The stream of a transfer, if it is one of this connection.
    func stream(of transfer: TransferID) -> UInt32? { streams.first { $0.value.transfer == transfer }?.key }

    /// Sends a message of a stream that goes on.
    mutating func send(_ frame: [UInt8]) { outbox += frame }

    /// Bytes that may still be read for those who download: with what waits already it never comes to more than the
    /// outbox holds.
    var readingRoom: Int {
        let reading = streams.values.reduce(0) { sum, stream in
            if case .download(let download) = stream.work { sum + download.reading } else { sum }
        }
        return limits.outboxSize - outbox.count - waitingSize - reading
    }

    /// Whether data on a stream that has its answer, which has not left yet, are no fault: they were on their way.
    func drops(dataOn stream: UInt32) -> Bool { waiting.contains { $0.stream == stream && $0.dropsData } }
}
