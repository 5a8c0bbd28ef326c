import TenfoldConfiguration
import TenfoldRuntime

/// Stage files as texts, and what is wrong with them.
enum StageFixture {
    static let modules = ["accounts", "catalog", "orders", "email", "analytics"]

    static func request(
        stage: String? = nil, overrides: [String: String] = [:], environment: [String: String] = [:]
    ) -> StageRequest {
        StageRequest(
            app: "shop", modules: modules, stage: stage, overrides: overrides, environment: environment)
    }

    static func stages(_ text: String) throws -> [Stage] {
        try StageFile.stages(in: Array(text.utf8), path: "tenfold.yaml", request())
    }

    static func chosen(
        _ text: String, overrides: [String: String] = [:], environment: [String: String] = [:]
    ) throws -> Stage? {
        let request = request(overrides: overrides, environment: environment)
        return try StageFile.stages(in: Array(text.utf8), path: "tenfold.yaml", request, chosen: "small").first
    }

    /// A line a fault.
    static func faults(in text: String) -> [String] { faults { _ = try stages(text) } }

    static func faults(_ work: () throws -> Void) -> [String] {
        do {
            try work()
            return []
        } catch let faults as ConfigFaults {
            return faults.faults.map(\.description)
        } catch {
            return ["another error: \(error)"]
        }
    }

    /// Two services, right in all.
    static let small = """
        app: shop
        stages:
          small:
            services:
              edge:
                port: 8080
              all:
                modules: [accounts, catalog, orders, email, analytics]
                internal-port: 7110
                admin-port: 9110
        """

    /// `small` with a line of it replaced.
    static func small(_ line: String, _ replacement: String) -> String {
        small.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.contains(line) ? replacement : String($0) }.joined(separator: "\n")
    }
}
