import ArgumentParser

/// What ports on a command line must be.
enum PortOptions {
    /// Throws `ValidationError` for the first one that is given and is no port; 0 means a free one.
    static func validate(_ options: KeyValuePairs<String, Int?>) throws {
        for (name, value) in options {
            guard let value, !(0...65_535).contains(value) else { continue }
            throw ValidationError("\(name) must be from 0 to 65535, not \(value)")
        }
    }
}
