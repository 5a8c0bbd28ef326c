import NIOCore

/// The head of a response as its bytes and where its fields lie in them. Text is made only where it is asked for.
final class ResponseHead: Sendable {
    /// Begins with the head; more may follow.
    private let bytes: ByteBuffer
    private let slots: ContiguousArray<FieldSlot>

    init(_ bytes: ByteBuffer, _ slots: ContiguousArray<FieldSlot>) {
        self.bytes = bytes
        self.slots = slots
    }

    /// The first value of that name, in any case.
    func value(of name: String) -> String? {
        let wanted = name.utf8.span
        let bytes = bytes
        let all = bytes.readableBytesSpan
        for slot in slots where slot.isNamed(wanted, in: all) { return text(slot.valueStart, slot.valueEnd) }
        return nil
    }

    /// The fields as lines of text, in their order.
    var lines: [HTTPFields.Field] {
        slots.map { slot in
            HTTPFields.Field(name: text(slot.nameStart, slot.nameEnd), value: text(slot.valueStart, slot.valueEnd))
        }
    }

    private func text(_ start: UInt16, _ end: UInt16) -> String {
        // Within the head by construction; what is not UTF-8 is repaired.
        bytes.getString(at: bytes.readerIndex + Int(start), length: Int(end) - Int(start)) ?? ""
    }
}
