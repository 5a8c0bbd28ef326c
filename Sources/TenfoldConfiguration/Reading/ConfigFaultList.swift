/// What was found wrong so far: reading goes on behind a fault, so that all of them are told at once.
package final class ConfigFaultList {
    package private(set) var faults: [ConfigFault] = []

    package init(_ faults: [ConfigFault] = []) { self.faults = faults }

    package func add(_ place: ConfigPlace, _ sentence: String) { faults.append(ConfigFault(place, sentence)) }

    /// - Throws: all that was added, if anything was.
    package func throwIfAny() throws(ConfigFaults) {
        guard faults.isEmpty else { throw ConfigFaults(faults) }
    }
}
