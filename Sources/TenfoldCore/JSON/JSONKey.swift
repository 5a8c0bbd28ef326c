/// A key of any name or an element's index, for coding paths.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    /// An element's index; its text is the one that Foundation uses.
    init(intValue: Int) {
        stringValue = "Index \(intValue)"
        self.intValue = intValue
    }

    static let superclass = JSONKey(stringValue: "super")
}
