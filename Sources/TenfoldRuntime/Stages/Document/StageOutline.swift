import TenfoldConfiguration

/// A stage as the file lays it out: names and where they stand, before any value is read.
struct StageOutline {
    let name: String
    let place: ConfigPlace
    var services: [ServiceOutline] = []
    /// What each value is and where it stands, by its path within the stage. Items of a list have a place alone, by
    /// their number.
    private(set) var values: [[String]: Value] = [:]
    private(set) var places: [[String]: ConfigPlace] = [:]
    /// Keys that are there and wrong: what follows from their being missing is not told as well.
    var refused: Set<[String]> = []

    enum Value {
        case text(String)
        case list([String])
    }

    mutating func set(_ path: [String], to value: Value, at place: ConfigPlace) {
        values[path] = value
        places[path] = place
    }

    mutating func setPlace(ofItem index: Int, in path: [String], to place: ConfigPlace) {
        places[path + ["\(index)"]] = place
    }
}

/// A service as the file lays it out.
struct ServiceOutline {
    let name: String
    let place: ConfigPlace
    /// The keys of its `settings`, in the file's order.
    var settings: [String] = []
    /// Its `gateway`, which has keys of its own.
    var gateway: YAMLNode?
}
