import TenfoldConfiguration

/// Where modules keep their tables.
package enum DataEngine: Sendable, Hashable {
    /// SQLite files in a folder that the processes of one machine share.
    case sqlite(folder: String)

    /// As the file writes it.
    package var url: String {
        switch self {
        case .sqlite(let folder): "sqlite:\(folder)"
        }
    }
}

/// Where cached values are kept.
package enum CacheEngineChoice: Sendable, Hashable {
    /// In each process.
    case memory
}

/// Who carries events from publisher to subscriber.
package enum EventsEngine: Sendable, Hashable {
    /// The outbox itself: read directly within a process, pushed between services.
    case embedded
}

/// Engines are chosen by the scheme of a URL. What stands after it is never shown: it may hold a password.
enum EngineURL {
    /// Schemes that later versions bring.
    static let reserved: [String] = ["postgres", "redis", "nats"]

    static func data(_ text: String) throws(ValueFault) -> DataEngine {
        let folder = try rest(of: text, scheme: "sqlite")
        guard !folder.isEmpty, folder.utf8.count <= 1_024, !folder.utf8.contains(0), !folder.hasPrefix("//") else {
            throw ValueFault("expected a folder after \"sqlite:\", such as sqlite:shop-data or sqlite:/var/lib/shop")
        }
        return .sqlite(folder: folder)
    }

    static func cache(_ text: String) throws(ValueFault) -> CacheEngineChoice {
        try refuseRest(of: text, scheme: "memory")
        return .memory
    }

    static func events(_ text: String) throws(ValueFault) -> EventsEngine {
        try refuseRest(of: text, scheme: "embedded")
        return .embedded
    }

    private static func refuseRest(of text: String, scheme: String) throws(ValueFault) {
        guard try rest(of: text, scheme: scheme).isEmpty else {
            throw ValueFault("expected \"\(scheme):\" with nothing after it")
        }
    }

    private static func rest(of text: String, scheme: String) throws(ValueFault) -> String {
        guard let colon = text.firstIndex(of: ":") else {
            throw ValueFault("expected a URL that begins with \"\(scheme):\"")
        }
        let given = String(text[..<colon])
        if given == scheme { return String(text[text.index(after: colon)...]) }
        let base = given == "postgresql" ? "postgres" : given == "rediss" ? "redis" : given
        if reserved.contains(base) {
            throw ValueFault("the engine \"\(base)\" comes with a later version; there is \"\(scheme):\" so far")
        }
        throw ValueFault(
            "no engine \(Quoted.text(given)) here; there is \"\(scheme):\"" + NearestName.guess(given, among: [scheme]))
    }
}
