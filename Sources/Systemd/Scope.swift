/// A unit around processes that the service manager did not start: it holds them, and all that they start, to limits.
public struct Scope: Hashable, Sendable {
    /// `cohort-job-7.scope`
    public let name: String
    public let description: String
    /// Bytes that all together may hold; nil: any.
    public var memoryMax: UInt64?
    /// Processes and threads that there may be at once; nil: any.
    public var tasksMax: UInt64?
    /// Hundredths of a processor that all together may use; nil: any.
    public var cpuPercentMax: UInt64?
    /// How long it may last before the manager ends it, whatever became of who started it.
    public var lifetime: Duration

    public init(name: String, description: String, lifetime: Duration) {
        self.name = name
        self.description = description
        self.lifetime = lifetime
    }
}

extension Scope {
    /// How long the manager waits between asking the processes to end and ending them.
    private static let grace = Duration.seconds(5)

    /// The properties that make it, but for its processes.
    var properties: [BusProperty] {
        var properties = [
            BusProperty("Description", .text(description)),
            // It is forgotten when its processes have ended, however they did.
            BusProperty("CollectMode", .text("inactive-or-failed")),
            BusProperty("RuntimeMaxUSec", .number(lifetime.microseconds)),
            BusProperty("TimeoutStopUSec", .number(Self.grace.microseconds)),
        ]
        if let memoryMax {
            properties.append(BusProperty("MemoryMax", .number(memoryMax)))
            // What may not be in memory may not be in swap instead.
            properties.append(BusProperty("MemorySwapMax", .number(0)))
        }
        if let tasksMax { properties.append(BusProperty("TasksMax", .number(tasksMax))) }
        if let cpuPercentMax {
            properties.append(BusProperty("CPUQuotaPerSecUSec", .number(cpuPercentMax * 10_000)))
        }
        return properties
    }
}
