import TenfoldCore

/// What `serve` runs until it is told to stop.
protocol ServedProcess: Sendable {
    /// With its scheme, as all addresses; empty where the public does not reach it.
    var publicAddress: String { get }
    /// Empty where no other process of the stage calls it.
    var internalAddress: String { get }
    var adminAddress: String { get }

    func stop() async
}

extension Application: ServedProcess {}

extension GatewayProcess: ServedProcess {
    var publicAddress: String { address }
    var internalAddress: String { "" }
}
