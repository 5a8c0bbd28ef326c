/// A checked document: its bytes and its tokens.
final class JSONTape {
    private let bytes: [UInt8]
    // A check of exclusive access for each look would cost much. It holds without: no access calls anything but this
    // coder's own code, so none can begin inside of another.
    @exclusivity(unchecked) private var tokens: ContiguousArray<JSONToken>
    let userInfo: [CodingUserInfoKey: any Sendable]

    /// Throws `DecodingError.dataCorrupted`, over a `JSONSyntaxError`, for whatever is not JSON.
    init(_ bytes: [UInt8], depthLimit: Int, userInfo: [CodingUserInfoKey: any Sendable]) throws {
        var scanner = JSONScanner(depthLimit: depthLimit, byteCount: bytes.count)
        do {
            try scanner.document(bytes.span.bytes)
        } catch {
            throw JSONSyntaxError(reason: error.reason.text, offset: error.offset, in: bytes.span.bytes).asDecodingError
        }
        tokens = scanner.tokens
        self.bytes = bytes
        self.userInfo = userInfo
    }

    /// Reads a token's bytes.
    @inline(__always)
    func read<Result>(_ index: Int, _ body: (JSONToken, RawSpan) -> Result) -> Result {
        bytes.withReadableSpan { body(tokens[index], $0) }
    }

    /// The number of a list's elements.
    func count(_ list: Int) -> Int {
        var count = 0
        var element = list + 1
        while element < next(list) {
            count += 1
            element = next(element)
        }
        return count
    }

    /// Notes which of a list's elements is being decoded, so that the path to it is found without counting.
    @inline(__always)
    func note(_ element: UInt32, at position: UInt32, of list: UInt32) {
        tokens[Int(list)].end = element
        tokens[Int(list)].start = position
    }

    @inline(__always)
    func kind(_ index: Int) -> JSONToken.Kind { tokens[index].kind }

    /// The token after the value and all that is in it.
    @inline(__always)
    func next(_ index: Int) -> Int { Int(tokens[index].next) }

    // MARK: Members

    /// The value of a member. Looks first behind the one that was looked up last: types ask in the order in which
    /// they were written.
    @inline(__always)
    func member(_ key: String, of object: Int) -> Int? {
        let end = next(object)
        let last = Int(tokens[object].end)
        let likely = last == 0 ? object &+ 1 : next(last &+ 1)
        if likely < end, isKey(likely, key) {
            tokens[object].end = UInt32(truncatingIfNeeded: likely)
            return likely &+ 1
        }
        return search(key, of: object, last: last)
    }

    @inline(never)
    private func search(_ key: String, of object: Int, last: Int) -> Int? {
        if last != 0, isKey(last, key) { return last + 1 }
        let end = next(object)
        var at = object + 1
        while at < end {
            if isKey(at, key) {
                tokens[object].end = UInt32(truncatingIfNeeded: at)
                return at + 1
            }
            at = next(at + 1)
        }
        return nil
    }

    @inline(__always)
    private func isKey(_ index: Int, _ key: String) -> Bool {
        read(index) { $0.isText(key, $1) }
    }

    func keys(of object: Int) -> [String] {
        var keys: [String] = []
        let end = next(object)
        var at = object + 1
        while at < end {
            keys.append(text(at))
            at = next(at + 1)
        }
        return keys
    }

    // MARK: Values

    /// The text of a string.
    @inline(__always)
    func text(_ index: Int) -> String { read(index) { $0.text($1) } }

    /// The digits of a number as they are written.
    func digits(_ index: Int) -> String { read(index) { $1.text(Int($0.start), Int($0.end)) } }

    // MARK: Paths

    /// The way from the root to a token's value. It is looked for when somebody asks, so nothing is kept for it. Looks
    /// from where each container is being decoded, so it takes as many steps as there are containers.
    func codingPath(to target: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var at = 0
        while at < target, kind(at) == .object || kind(at) == .list {
            at = kind(at) == .object ? step(intoObject: at, target, &path) : step(intoList: at, target, &path)
        }
        return path
    }

    private func step(intoObject object: Int, _ target: Int, _ path: inout [any CodingKey]) -> Int {
        let last = Int(tokens[object].end)
        var key = last == 0 || last > target ? object + 1 : last
        while next(key + 1) <= target { key = next(key + 1) }
        path.append(JSONKey(stringValue: text(key)))
        return key + 1
    }

    private func step(intoList list: Int, _ target: Int, _ path: inout [any CodingKey]) -> Int {
        let last = Int(tokens[list].end)
        let isBehind = last == 0 || last > target
        var element = isBehind ? list + 1 : last
        var index = isBehind ? 0 : Int(tokens[list].start)
        while next(element) <= target {
            element = next(element)
            index += 1
        }
        path.append(JSONKey(intValue: index))
        return element
    }
}
