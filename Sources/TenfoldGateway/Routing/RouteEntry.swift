import NIOCore
import TenfoldCore
import TenfoldHTTP

/// A route with its upstreams found and its policies made ready. An object, so that finding one copies nothing.
final class RouteEntry: Sendable {
    let route: ProxyRoute
    let targets: WeightedTargets
    let mirror: Mirror?
    let strippedBytes: Int
    let prefix: [UInt8]
    private let fields: [(name: FieldName, value: [UInt8]?)]
    let policies: PolicyChain?
    let metrics: RouteMetrics
    let timeout: TimeAmount

    /// Where copies go.
    struct Mirror: Sendable {
        /// A place among the gateway's upstreams.
        let upstream: Int
        let percent: Int
    }

    /// - Parameter place: of an upstream among the gateway's.
    init(
        _ route: ProxyRoute, _ tools: PolicyTools, place: (String) throws(ProxyFault) -> Int
    ) throws(ProxyFault) {
        self.route = route
        var places: [(upstream: Int, weight: Int)] = []
        for target in route.targets { places.append((try place(target.upstream), target.weight)) }
        guard places.contains(where: { $0.weight > 0 }) else {
            throw ProxyFault("route \(route.label) leads nowhere: every weight is 0")
        }
        targets = WeightedTargets(places)
        policies = try PolicyChain(route, places: places.map(\.upstream), tools)
        if let mirror = route.mirror, mirror.percent > 0 {
            self.mirror = Mirror(upstream: try place(mirror.upstream), percent: mirror.percent)
        } else {
            mirror = nil
        }
        strippedBytes = route.strip.utf8.count
        prefix = Array(route.prefix.utf8)
        fields = route.fields.map { (FieldName($0.name), $0.value.map { Array($0.utf8) }) }
        metrics = RouteMetrics.named(route.label)
        timeout = TimeAmount(route.timeout)
    }

    func takes(_ head: RequestHeadIndex, in bytes: ByteBuffer) -> Bool {
        if let methods = route.methods {
            guard let method = head.method, methods.contains(method) else { return false }
        }
        return fields.allSatisfy { field in
            guard let range = head.value(of: field.name, in: bytes) else { return false }
            return field.value.map { bytes.bytes(range) == $0 } ?? true
        }
    }
}
