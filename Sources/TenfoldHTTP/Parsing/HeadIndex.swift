/// What becomes of the field lines of a head, as they are found.
protocol HeadIndex {
    init()

    var fields: ContiguousArray<FieldSlot> { get set }
    var flags: RequestHeadIndex.Flags { get set }
    var contentLength: Int { get set }
    /// To the end of the empty line that ends the head.
    var byteCount: Int { get set }

    /// Empty again; keeps the capacity of `fields`.
    mutating func clear()

    /// Takes in what a field line says.
    mutating func take(_ slot: FieldSlot, in bytes: RawSpan) throws(HTTPRefusal)

    /// What the fields must not say together, once all are known.
    mutating func checkTogether(_ bytes: RawSpan) throws(HTTPRefusal)
}

extension HeadIndex {
    /// Whether more may come behind the message.
    var keepsConnection: Bool { flags.keepsConnection }
}
