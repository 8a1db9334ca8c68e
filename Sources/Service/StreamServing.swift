internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// Calls whose data come or go in frames of their own (`PROTOCOL.md`, Streams): what can happen to one, and where it
/// ends.
extension Service {
    /// Begins a stream with its request frame.
    mutating func open(
        _ method: Method, _ call: Call, flags: FrameFlags, deadline: Int64, of conversation: inout Conversation
    ) throws(CallError) {
        guard conversation.streams.count < conversation.limits.streams else {
            throw .tooManyStreams(max: conversation.limits.streams)
        }
        switch method {
        case .upload, .importStream: openInput(method, call, flags: flags, deadline, of: &conversation)
        case .download: try openDownload(call, deadline, of: &conversation)
        case .listAll: try openList(call, deadline, of: &conversation)
        case .watch: try openWatch(call, deadline, of: &conversation)
        case .audit: try openAudit(call, deadline, of: &conversation)
        default: preconditionFailure("only these stream")
        }
    }

    /// Answers why a stream does not begin, by what is durable.
    func refuse(_ error: CallError, to caller: Caller, _ call: Call, of conversation: inout Conversation) {
        let state = store.durable
        let status = Status.of(error, in: World(caller: caller, state: state))
        conversation.take(
            Answer(frame: ReplyWriter.frame(status, on: call.stream)), on: call.stream, durable: state.revision,
            dropsData: false)
    }

    /// Begins a stream of the client's.
    private mutating func openInput(
        _ method: Method, _ call: Call, flags: FrameFlags, _ deadline: Int64, of conversation: inout Conversation
    ) {
        // Whoever may ask nothing at all learns that first, and not what is wrong with its data.
        do throws(CallError) {
            _ = try call.peer.caller(at: call.now, in: store.applied)
        } catch {
            return conversation.take(
                refusal(error, of: nil, call), on: call.stream, durable: store.durable.revision, dropsData: true)
        }
        let isUpload = method == .upload
        let work = isUpload ? Stream.Work.upload(Upload(peer: call.peer, key: call.key)) : .intake(intakes.begin(call))
        conversation.streams[call.stream] = Stream(work: work, deadline: deadline)
        // Some clients open a stream with a request that is empty, others with its first message.
        if !call.payload.isEmpty { deliver(call.payload, on: call.stream, of: &conversation, at: call.now) }
        // Whoever does not say that data will follow sends none.
        if !flags.contains(.remoteOpen) || flags.contains(.remoteClosed) {
            closeInput(of: call.stream, of: &conversation, at: call.now)
        }
    }

    /// A data frame.
    mutating func serveData(_ frame: Conversation.Frame, of conversation: inout Conversation, at now: Int64) {
        let (id, flags) = (frame.header.streamID, frame.header.flags)
        let data = conversation.input[frame.data]
        let isBare = data.isEmpty && !flags.isDisjoint(with: [.noData, .remoteClosed])
        guard let stream = conversation.streams[id], stream.wantsData else {
            return refuseData(on: id, isBare: isBare, of: &conversation)
        }
        if endsLate(id, of: &conversation) { return }
        guard data.isEmpty || !flags.contains(.remoteClosed) else {
            return fail(id, .closingData, of: &conversation)
        }
        if !flags.contains(.noData) { deliver(data, on: id, of: &conversation, at: now) }
        if flags.contains(.remoteClosed) { closeInput(of: id, of: &conversation, at: now) }
    }

    /// Data that nobody takes. Whoever says only that it sends no more, or sent before it could know that its stream has
    /// ended, needs no answer.
    private mutating func refuseData(on id: UInt32, isBare: Bool, of conversation: inout Conversation) {
        guard conversation.isActive(id) else { return conversation.refuse(.streamNotActive, on: id) }
        guard !isBare, !conversation.drops(dataOn: id) else { return }
        // An answer ends a stream for its client, so it is over here, too.
        if let stream = conversation.streams[id], !stream.takesData {
            return fail(id, .dataNotTaken(id), of: &conversation)
        }
        conversation.refuse(.dataNotTaken(id), on: id)
    }

    /// A message has come.
    private mutating func deliver(
        _ message: ArraySlice<UInt8>, on id: UInt32, of conversation: inout Conversation, at now: Int64
    ) {
        do throws(CallError) {
            let answer: Answer?
            switch conversation.streams[id]?.work {
            case .upload(var upload):
                defer { conversation.streams[id]?.work = .upload(upload) }
                answer = try take(message, in: &upload, on: id, of: &conversation, at: now)
            case .intake(let intake): answer = try take(message, in: intake, on: id, at: now)
            case .download, .list, .watch, .audit, nil: return
            }
            if let answer { end(id, of: &conversation, with: answer) }
        } catch {
            fail(id, error, of: &conversation)
        }
    }

    /// The client sends no more.
    private mutating func closeInput(of id: UInt32, of conversation: inout Conversation, at now: Int64) {
        guard let work = conversation.streams[id]?.work else { return }
        conversation.streams[id]?.isInputClosed = true
        do throws(CallError) {
            switch work {
            case .upload(let upload): try seal(upload)
            case .intake(let intake): end(id, of: &conversation, with: try commit(intake, on: id, at: now))
            case .download, .list, .watch, .audit: break
            }
        } catch {
            fail(id, error, of: &conversation)
        }
    }
}

// MARK: - Where streams end

extension Service {
    /// Ends a stream and lets go of what it held, with an answer or, behind its last data, without.
    mutating func end(_ id: UInt32, of conversation: inout Conversation, with answer: Answer?) {
        guard let stream = conversation.streams.removeValue(forKey: id) else { return }
        abandon(stream)
        guard let answer else { return }
        conversation.take(answer, on: id, durable: store.durable.revision, dropsData: stream.wantsData)
    }

    /// Ends a stream with what is wrong with it.
    mutating func fail(_ id: UInt32, _ error: CallError, of conversation: inout Conversation) {
        fail(id, error, in: nil, of: &conversation)
    }

    /// The same, with what its sentence may name.
    mutating func fail(_ id: UInt32, _ error: CallError, in world: World?, of conversation: inout Conversation) {
        end(id, of: &conversation, with: Answer(frame: ReplyWriter.frame(Status.of(error, in: world), on: id)))
    }

    /// Ends a stream behind its last message.
    mutating func finish(_ id: UInt32, of conversation: inout Conversation) {
        conversation.send(ReplyWriter.end(of: id))
        end(id, of: &conversation, with: nil)
    }

    /// Nothing more is done for a stream.
    mutating func abandon(_ stream: Stream) {
        switch stream.work {
        case .upload, .download: if let transfer = stream.transfer { order(.end(transfer)) }
        case .audit(let audit): trailOrders.append(.end(audit.transfer))
        case .intake(let intake): intakes.end(intake)
        case .watch(let watch): watchers.end(watch.id)
        case .list: break
        }
    }

    /// `cohort.v1.Meta.Cancel`: needs no caller, as whoever opened a stream may close it.
    mutating func cancel(_ call: Call, of conversation: inout Conversation) throws(CallError) {
        let request: V1.CancelRequest = try call.request()
        if conversation.streams[request.stream] != nil { fail(request.stream, .cancelled, of: &conversation) }
        let reply = V1.CancelReply.with { $0.revision = store.durable.revision }
        conversation.send(try ReplyWriter.frame(reply, on: call.stream))
    }

    /// Ends a stream whose deadline has passed. Answers whether it has.
    mutating func endsLate(_ id: UInt32, of conversation: inout Conversation) -> Bool {
        guard let stream = conversation.streams[id], uptime > stream.deadline else { return false }
        fail(id, .deadlinePassed, of: &conversation)
        return true
    }

    /// Ends the streams whose deadline was this moment, or before it. To be called when a deadline has come.
    public mutating func expire(_ conversation: inout Conversation, at moment: Int64) {
        for (id, stream) in conversation.streams where stream.deadline <= moment {
            fail(id, .deadlinePassed, of: &conversation)
        }
    }

    /// The peer sends no more: what it has not closed will never be whole.
    public mutating func endInput(of conversation: inout Conversation) {
        for (id, stream) in conversation.streams where stream.wantsData {
            fail(id, .streamCutShort, of: &conversation)
        }
    }

    /// Ends what would change something, and what has no end: the daemon is stopping.
    public mutating func stopStreams(of conversation: inout Conversation) {
        for (id, stream) in conversation.streams where stream.isEndedByStop { fail(id, .stopping, of: &conversation) }
    }
}
