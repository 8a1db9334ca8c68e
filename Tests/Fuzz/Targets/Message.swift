import Protobuf
import Wire

extension Target {
    /// Messages that between them have every kind of field: the first byte says which one the others are read as.
    private static let messages: [any Message.Type] = [
        Ttrpc.Request.self, Ttrpc.Response.self, V1.ImportRequest.self, V1.ListRequest.self, V1.UploadRequest.self,
        V1.BatchCheckRequest.self, V1.CreateUserRequest.self, V1.UpdateUserRequest.self, V1.SudoRequest.self,
        V1.Object.self, V1.Plan.self, V1.RefusalDetail.self, V1.DownloadReply.self,
    ]

    /// Arbitrary bytes as a message: what can be read can be written, and is the same message when it is read again.
    static func readMessage(_ bytes: ArraySlice<UInt8>) {
        guard let choice = bytes.first else { return }
        let type = messages[Int(choice) % messages.count]
        read(bytes.dropFirst(), as: type)
    }

    private static func read(_ bytes: ArraySlice<UInt8>, as type: (some Message).Type) {
        guard let message = try? type.init(serializedBytes: bytes) else { return }
        // Bytes are compared, not messages: a number that is none is not equal to itself.
        let written = message.serializedBytes()
        guard let again = try? type.init(serializedBytes: written) else {
            fatalError("what was written cannot be read")
        }
        precondition(again.serializedBytes() == written, "a message that was read again is another one")
    }
}
