/// One breach of a house rule: where it is and what is wrong there.
struct Offence: Hashable, CustomStringConvertible {
    var path: String
    /// Counted from 1; nil where the whole file or folder is meant.
    var line: Int?
    var fault: String

    var description: String {
        let place = line.map { "\(path):\($0)" } ?? path
        return "\(place): \(fault)"
    }
}
