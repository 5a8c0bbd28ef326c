/// Finds keys that an object has twice, in time that no input can make quadratic.
///
/// Plain ASCII keys of a small object are compared as they come, and only where a mask of 64 kinds of key says that one
/// like it was there. Larger objects' keys are sorted when the object closes. Keys with escapes or beyond ASCII are
/// compared as Swift compares texts (by canonical equivalence, as a `Dictionary` would), through a set, whose hashes
/// are seeded for each process.
struct JSONKeyCheck {
    private struct State {
        var kinds: UInt64 = 0
        var count = 0
        var isPlain = true
    }

    /// Up to here a key is compared with those before it as it comes.
    private static let comparedKeys = 32

    private var state = State()
    private var outer: ContiguousArray<State> = []
    private var depth = 0

    @inline(__always)
    mutating func begin() {
        if depth > 0 { outer.append(state) }
        state = State()
        depth &+= 1
    }

    /// Notes the key that was scanned last, a member of the object at the given token.
    @inline(__always)
    mutating func note(
        _ bytes: RawSpan, _ tokens: borrowing ContiguousArray<JSONToken>, object: Int
    ) throws(JSONFault) {
        let key = tokens[tokens.count &- 1]
        state.count &+= 1
        guard key.isASCII, !key.isEscaped else {
            state.isPlain = false
            return
        }
        let kind = Self.kind(bytes, key)
        if state.kinds & kind != 0, state.count <= Self.comparedKeys { try compare(bytes, tokens, object: object) }
        state.kinds |= kind
    }

    /// Checks what is not checked yet of an object whose members are all scanned.
    @inline(__always)
    mutating func finish(
        _ bytes: RawSpan, _ tokens: inout ContiguousArray<JSONToken>, object: Int
    ) throws(JSONFault) {
        if !state.isPlain, state.count > 1 {
            try checkTexts(bytes, tokens, object: object)
        } else if state.count > Self.comparedKeys {
            try checkSorted(bytes, tokens, object: object)
        }
        depth &-= 1
        if depth > 0 { state = outer.removeLast() }
    }

    @inline(__always)
    private static func kind(_ bytes: RawSpan, _ key: JSONToken) -> UInt64 {
        let end = Int(key.end)
        return JSONKeyKind.bit(bytes.word(before: end), length: end &- Int(key.start))
    }

    @inline(never)
    private func compare(
        _ bytes: RawSpan, _ tokens: borrowing ContiguousArray<JSONToken>, object: Int
    ) throws(JSONFault) {
        let last = tokens.count - 1
        var key = object + 1
        while key < last {
            if tokens[key].isSamePlainText(as: tokens[last], bytes) { throw Self.fault(bytes, tokens[last]) }
            key = Int(tokens[key + 1].next)
        }
    }

    @inline(never)
    private func checkSorted(
        _ bytes: RawSpan, _ tokens: borrowing ContiguousArray<JSONToken>, object: Int
    ) throws(JSONFault) {
        let sorted = Self.keys(tokens, object: object).sorted { $0.isPlainText(before: $1, bytes) }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.isSamePlainText(as: next, bytes) {
            throw Self.fault(bytes, one.start < next.start ? next : one)
        }
    }

    @inline(never)
    private func checkTexts(
        _ bytes: RawSpan, _ tokens: borrowing ContiguousArray<JSONToken>, object: Int
    ) throws(JSONFault) {
        var texts: Set<String> = []
        for key in Self.keys(tokens, object: object) where !texts.insert(key.text(bytes)).inserted {
            throw Self.fault(bytes, key)
        }
    }

    private static func keys(_ tokens: borrowing ContiguousArray<JSONToken>, object: Int) -> [JSONToken] {
        var keys: [JSONToken] = []
        var key = object + 1
        while key < tokens.count {
            keys.append(tokens[key])
            key = Int(tokens[key + 1].next)
        }
        return keys
    }

    private static func fault(_ bytes: RawSpan, _ key: JSONToken) -> JSONFault {
        JSONFault(.duplicate(key.text(bytes)), at: Int(key.start) - 1)
    }
}
