import TenfoldConfiguration
import Testing

@Suite struct ConfigMapTests {
    private let count = ConfigKey.count("count", fallback: "1", 1...10)
    private let names = ConfigKey(ConfigKeyRow("names", .list, expected: "a list of names")) { $0.isEmpty ? nil : $0 }
    private let flag = ConfigKey.flag("flag", fallback: false, "whether")
    private let secret = ConfigKey<String>(ConfigKeyRow("secret", expected: "a secret")) { _ throws(ValueFault) in
        throw ValueFault("expected a longer secret")
    }

    private func read(_ text: String) throws -> (map: ConfigMap?, faults: ConfigFaultList) {
        let faults = ConfigFaultList()
        let document = try YAMLDocument.parse(Array(text.utf8), path: "a.yaml")
        return (
            ConfigMap(document.root, [count.row, names.row, flag.row, secret.row], in: "it", faults: faults), faults
        )
    }

    @Test func `values are read, and what is missing is nothing`() throws {
        let (map, faults) = try read("count: 3\nnames: [a, b]\nflag: on")
        let read = try #require(map)
        #expect(read.value(count) == 3 && read.values(names) == ["a", "b"] && read.value(flag) == true)
        #expect(read.value(secret) == nil && faults.faults.isEmpty)
        let single = try #require(try self.read("names: a").map)
        #expect(single.oneOrMore(names) == ["a"])
    }

    @Test(arguments: [
        ("count: 11", "a.yaml:1:8: \"count\" of it: expected a whole number from 1 to 10, came \"11\""),
        ("cuont: 1", "a.yaml:1:1: unknown key \"cuont\" in it; did you mean \"count\"?"),
        ("names: a", "a.yaml:1:8: \"names\" of it: expected a list of names, came a single value"),
        ("names: [[a]]", "a.yaml:1:9: \"names\" of it: expected a list of names, came a list"),
        ("flag: maybe", "a.yaml:1:7: \"flag\" of it: expected on or off: whether, came \"maybe\""),
        ("count: {}", "a.yaml:1:8: \"count\" of it: expected a whole number from 1 to 10, came a map"),
        ("- a", "a.yaml:1:1: expected a map with count, names, flag, secret, came a list"),
    ])
    func `what does not fit is told with its place`(text: String, fault: String) throws {
        let (map, faults) = try read(text)
        _ = map?.value(count)
        _ = map?.values(names)
        _ = map?.value(flag)
        #expect(faults.faults.map(\.description) == [fault])
    }

    @Test func `a secret is never shown`() throws {
        let (map, faults) = try read("secret: hunter2")
        #expect(map?.value(secret) == nil)
        #expect(faults.faults.map(\.description) == ["a.yaml:1:9: \"secret\" of it: expected a longer secret"])
    }
}
