import NIOCore
import TenfoldHTTP

/// What a request has in the fields that variants depend on: most variants of a URL name the same fields, so that it is put
/// together once.
struct SelectionMemo {
    private var names: VaryNames?
    private var values: [UInt8]?

    mutating func matches(_ selection: VarySelection, _ head: RequestHeadIndex, _ bytes: ByteBuffer) -> Bool {
        if names != selection.names {
            names = selection.names
            values = VarySelection.values(selection.names, of: head, in: bytes.readableBytesUInt8Span)
        }
        return values == selection.values
    }
}
