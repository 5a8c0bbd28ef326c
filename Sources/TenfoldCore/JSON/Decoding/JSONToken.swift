/// One value or key of a document. A container is followed by what is in it: an object by key, value, key, value.
struct JSONToken {
    enum Kind: UInt8 {
        case object, list, string, integer, number, yes, no, null
    }

    var kind: Kind
    /// Of a string: whether it holds escapes.
    var isEscaped = false
    /// Of a string: whether all its bytes are ASCII.
    var isASCII = true
    /// The offset of its first byte, of a string the one after the quote. Of a list: the index of the element that is
    /// being decoded.
    var start: UInt32
    /// The offset after its last byte, of a string that of the quote. Of a list: the token of the element that is being
    /// decoded; of an object: that of the key that was looked up last. Zero before the first.
    var end: UInt32 = 0
    /// The token after it and all that is in it.
    var next: UInt32 = 0
}
