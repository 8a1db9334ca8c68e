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
        case audit(Audit)
    }

    /// Whether the client's data are part of the call.
    var takesData: Bool {
        switch work {
        case .upload, .intake: true
        case .download, .list, .watch, .audit: false
        }
    }

    /// Whether it is not waited for when the daemon stops.
    var isEndedByStop: Bool {
        switch work {
        case .upload, .intake, .watch: true
        case .audit(let audit): audit.follows
        case .download, .list: false
        }
    }

    /// Whether it has something to do that nobody else does for it: a turn of its own.
    var wantsTurn: Bool {
        switch work {
        case .upload, .intake, .download, .audit: false
        case .list: true
        case .watch(let watch): watch.isAwake
        }
    }

    /// Whether it waits for data that the client still has to send.
    var wantsData: Bool { takesData && !isInputClosed }

    /// What it has to do with the disk.
    var transfer: TransferID? {
        switch work {
        case .upload(let upload): upload.transfer
        case .download(let download): download.transfer
        case .audit(let audit): audit.transfer
        case .intake, .list, .watch: nil
        }
    }

    /// Bytes of frames that the disk was asked for and that have not come.
    var reading: Int {
        switch work {
        case .upload, .intake, .list, .watch: 0
        case .download(let download): download.reading
        case .audit(let audit): audit.reading
        }
    }
}

// MARK: - The streams of one connection

extension Conversation {
    /// The stream of a transfer, if it is one of this connection.
    func stream(of transfer: TransferID) -> UInt32? { streams.first { $0.value.transfer == transfer }?.key }

    /// Sends a message of a stream that goes on.
    mutating func send(_ frame: [UInt8]) { outbox += frame }

    /// Whether something is told on it whenever records become durable.
    public var follows: Bool {
        streams.values.contains { if case .audit(let audit) = $0.work { audit.follows } else { false } }
    }

    /// Bytes that may still be read for those who download: with what waits already it never comes to more than the
    /// outbox holds.
    var readingRoom: Int {
        limits.outboxSize - outbox.count - waitingSize - streams.values.reduce(0) { $0 + $1.reading }
    }

    /// Whether data on a stream that has its answer, which has not left yet, are no fault: they were on their way.
    func drops(dataOn stream: UInt32) -> Bool { waiting.contains { $0.stream == stream && $0.dropsData } }
}
