/// A value of the file, with where it stands.
package struct YAMLNode: Sendable {
    package let content: Content
    package let place: ConfigPlace

    package indirect enum Content: Sendable {
        /// Text, or nil where nothing was written.
        case text(String?)
        case list([YAMLNode])
        case map([Entry])
    }

    package struct Entry: Sendable {
        package let key: String
        package let place: ConfigPlace
        package let value: YAMLNode
    }

    /// For "expected …, came …".
    package var kind: String {
        switch content {
        case .text(let text): text == nil ? "nothing" : "a single value"
        case .list: "a list"
        case .map: "a map"
        }
    }
}
