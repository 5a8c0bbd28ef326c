import NIOCore
import Tenfold

/// An app that does over HTTP whatever a client may ask of a server.
struct ConformanceApp: App {
    static let name = "conformance"
    static let modules: [any Module.Type] = [Answers.self]
    /// Of `/large`, in bytes.
    static let largeSize = 8 << 20
    /// Of `/stream`.
    static let pieces = 1000

    struct Greet: Query {
        typealias Reply = String
        static let name = "answers.Greet"
        var name: String
    }

    struct Answers: Module {
        static let name = "answers"

        init(_ environment: ModuleEnvironment) {}

        static func declare(_ module: inout Declaration<Answers>) {
            module.handle(Greet.self) { _, query in "hello \(query.name)" }
            module.route(.get, "/greetings/:name", Greet.self, access: .anyone, answer: .cached(maxAge: .seconds(60)))
            module.http(.get, "/plain", access: .anyone, body: .none) { _, _ in .text("hello") }
            module.http(.get, "/large", access: .anyone, body: .none) { _, _ in
                Response(body: .buffer(ByteBuffer(repeating: 0x78, count: largeSize)))
            }
            module.http(.get, "/stream", access: .anyone, body: .none) { _, _ in
                Response(
                    body: .stream { writer in
                        for number in 0..<pieces { try await writer.write("piece \(number)\n") }
                    })
            }
            module.http(.post, "/echo", access: .anyone, body: .buffered(limitBytes: 1 << 20)) { _, request in
                Response(body: .buffer(try await request.body.collect(upTo: 1 << 20)))
            }
            module.http(.post, "/count", access: .anyone, body: .streamed(limitBytes: 16 << 20)) { _, request in
                var bytes = 0
                for try await piece in request.body { bytes += piece.readableBytes }
                return .text("\(bytes)")
            }
            module.http(.get, "/visits", access: .anyone, body: .none) { _, request in
                let visits = (request.cookies["visits"].flatMap { Int($0) } ?? 0) + 1
                var response = Response.text("\(visits)")
                response.fields.add(SetCookie("visits", "\(visits)"))
                return response
            }
        }
    }
}
