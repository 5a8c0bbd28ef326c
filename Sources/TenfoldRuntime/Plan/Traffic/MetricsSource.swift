import TenfoldConfiguration

/// Where `plan` has its metrics from: a file, standard input or a running instance.
package struct MetricsSource: Sendable {
    /// The metrics of a large app have a tenth of this.
    package static let mostBytes = 16 << 20

    /// Gets the text behind an `http://` URL.
    package typealias Fetch = @Sendable (_ url: String, _ mostBytes: Int) async throws -> String

    private let place: String
    private let fetch: Fetch?

    package init(_ place: String, fetch: Fetch? = nil) {
        self.place = place
        self.fetch = fetch
    }

    /// Throws `MetricsSourceFault` with a sentence.
    package func text() async throws -> String {
        if place.hasPrefix("http://") || place.hasPrefix("https://") {
            guard let fetch else {
                throw MetricsSourceFault(
                    sentence: "this command cannot ask \(place) itself; pipe it in: curl \(place) | … --metrics -")
            }
            return try await fetch(place, Self.mostBytes)
        }
        do {
            let bytes = try BoundedFile.read(place == "-" ? "/dev/stdin" : place, most: Self.mostBytes)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw MetricsSourceFault(sentence: "the metrics file \(Quoted.text(place)) \(error)")
        }
    }
}

/// Why there are no metrics.
package struct MetricsSourceFault: Error, Sendable, CustomStringConvertible {
    package let sentence: String

    package var description: String { sentence }
}
