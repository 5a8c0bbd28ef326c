import FoundationEssentials

extension JSONWriter {
    /// Encodes the value of a whole document; false where it needs a tree.
    func document<Value: Encodable>(_ value: Value) throws -> Bool {
        do {
            try self.value(value)
        } catch  where needsTree {
            return false
        }
        return !needsTree
    }

    @inline(__always)
    func value<Value: Encodable>(_ value: Value) throws {
        if let text = identical(value, as: String.self) {
            bytes.appendQuoted(text)
        } else if let number = identical(value, as: Int.self) {
            append(number)
        } else {
            try general(value)
        }
    }

    private func general<Value: Encodable>(_ value: Value) throws {
        if let number = identical(value, as: Double.self) { return try append(number) }
        do {
            if let text = try JSONSpecialValue.text(of: value) { return text.append(to: &bytes) }
            let start = bytes.count
            try value.encode(to: StreamingEncoder(writer: self, start: start))
            if bytes.count == start { noteNothing(at: start) }
            close(from: start)
        } catch {
            // Whoever encodes may go on without what failed, of which some may be written: only a tree can do that.
            giveUp()
            throw error
        }
    }

    /// A value that encoded nothing is an empty object, but for the whole document, where it is an error.
    private func noteNothing(at start: Int) {
        if start == 0 { giveUp() }
        bytes.append("{}")
    }

    @inline(__always)
    func append<Number: FixedWidthInteger>(_ number: Number) {
        bytes.append(magnitude: UInt64(number.magnitude), isNegative: number < 0)
    }

    @inline(__always)
    func append(_ flag: Bool) { if flag { bytes.append("true") } else { bytes.append("false") } }

    func append(_ number: Double) throws { if !bytes.append(number: number) { try refuse() } }

    func append(_ number: Float) throws { if !bytes.append(number: number) { try refuse() } }

    func appendNull() { bytes.append("null") }

    /// Leaves the error to the tree, which knows the coding path.
    private func refuse() throws {
        giveUp()
        throw NeedsTree()
    }
}
