/// A raw HTTP route as far as declarations know it: for checks and the call graph.
package protocol AnyRawRoute: Sendable {
    var method: HTTPMethod { get }
    var path: String { get }
    var accessSummary: String { get }
}
