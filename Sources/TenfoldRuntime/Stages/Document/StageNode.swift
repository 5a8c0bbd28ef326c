/// A value of the file, with where it stands.
struct StageNode: Sendable {
    let content: Content
    let place: StagePlace

    indirect enum Content: Sendable {
        /// Text, or nil where nothing was written.
        case text(String?)
        case list([StageNode])
        case map([Entry])
    }

    struct Entry: Sendable {
        let key: String
        let place: StagePlace
        let value: StageNode
    }

    /// For "expected …, came …".
    var kind: String {
        switch content {
        case .text(let text): text == nil ? "nothing" : "a single value"
        case .list: "a list"
        case .map: "a map"
        }
    }
}
