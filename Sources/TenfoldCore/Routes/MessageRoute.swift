/// A public HTTP route to a message.
package struct MessageRoute<Body: Message>: AnyMessageRoute {
    package let method: HTTPMethod
    package let path: String
    package let access: Access<Body>?
    package let answer: Answer<Body.Reply>

    package init(method: HTTPMethod, path: String, access: Access<Body>?, answer: Answer<Body.Reply>) {
        self.method = method
        self.path = path
        self.access = access
        self.answer = answer
    }
}

/// A route whose message type is opened where it is needed.
package protocol AnyMessageRoute: Sendable {
    associatedtype Body: Message
    var method: HTTPMethod { get }
    var path: String { get }
    var access: Access<Body>? { get }
    var answer: Answer<Body.Reply> { get }
}

extension AnyMessageRoute {
    package var messageName: String { Body.name }
    package var accessSummary: String? { access?.summary }
    package var label: String { "\(method.rawValue) \(path)" }
}
