import Testing
import Wire

@Suite struct CodeTests {
    @Test("codes have the numbers of gRPC")
    func numbers() {
        let expected: [Code] = [
            .ok, .cancelled, .unknown, .invalidArgument, .deadlineExceeded, .notFound, .alreadyExists,
            .permissionDenied, .resourceExhausted, .failedPrecondition, .aborted, .outOfRange, .unimplemented,
            .internal, .unavailable, .dataLoss, .unauthenticated,
        ]
        #expect(expected.map(\.rawValue) == Array(0...16))
        #expect(Code.allCases == expected)
    }

    @Test("the limits of frames fit into a header whose first byte is zero")
    func limits() {
        #expect(WireLimits.frameSizeMax == 4_194_304)
        #expect(WireLimits.skippableSizeEnd == 1 << 24)
        #expect(WireLimits.objectSizeMax * 2 < WireLimits.frameSizeMax)
    }
}
