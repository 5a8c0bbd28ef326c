import TenfoldRuntime
import TenfoldTesting

extension FreePorts {
    /// The first of so many ports in a row that are free now: replicas count theirs up. They lie below where the kernel
    /// takes ports for outgoing connections.
    static func inARow(_ count: Int) throws -> Int {
        for _ in 0..<100 {
            let first = Int.random(in: 20_000..<32_000)
            let areFree = (0..<count).allSatisfy {
                (try? ListeningSockets(host: "127.0.0.1", port: first + $0, count: 1)) != nil
            }
            if areFree { return first }
        }
        throw NoAnswer("no \(count) free ports in a row")
    }
}
