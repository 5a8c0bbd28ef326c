/// What a URL answered.
package struct FetchedDocument: Sendable {
    package let bytes: [UInt8]
    /// How long the server says that it is fresh (`Cache-Control: max-age`), in seconds; nil where it says nothing.
    package let maxAgeSeconds: Int64?

    package init(bytes: [UInt8], maxAgeSeconds: Int64? = nil) {
        self.bytes = bytes
        self.maxAgeSeconds = maxAgeSeconds
    }
}
