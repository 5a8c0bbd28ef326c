import TenfoldRuntime
import Testing

/// Each wrong file with what is said of it.
@Suite struct StageFaultsTests {
    @Test(arguments: [
        (
            "port: 8080", "        admin-port: 9090",
            [
                "tenfold.yaml:3:3: nothing of stage \"small\" is public; give the service that faces the public a "
                    + "\"port\"",
                "tenfold.yaml:5:7: service \"edge\" has neither \"modules\" nor a public \"port\"; it needs one of them",
            ]
        ),
        (
            "port: 8080", "        prot: 8080",
            [
                "tenfold.yaml:6:9: unknown key \"prot\" in service \"edge\"; did you mean \"port\"?"
            ]
        ),
        (
            "port: 8080", "        port: 8080\n        colour: red",
            [
                "tenfold.yaml:7:9: unknown key \"colour\" in service \"edge\"; there is modules, replicas, host, port, "
                    + "internal-port, admin-port, addresses, loops, limits, settings, gateway"
            ]
        ),
        (
            "port: 8080", "        gateway: {}",
            [
                "tenfold.yaml:3:3: nothing of stage \"small\" is public; give the service that faces the public a "
                    + "\"port\"",
                "tenfold.yaml:5:7: service \"edge\" is a gateway without a \"port\"; give it the public one",
            ]
        ),
        (
            "admin-port", "        admin-port: 9110\n        gateway: {}",
            [
                "tenfold.yaml:7:7: service \"all\" has both \"modules\" and a \"gateway\"; a gateway is a service of its "
                    + "own"
            ]
        ),
        (
            "port: 8080", "        port: 8080\n        gateway: { listen: 127.0.0.1:1 }",
            [
                "tenfold.yaml:7:20: unknown key \"listen\" in the gateway of service \"edge\"; there is access-log, "
                    + "trusted-proxies, limits, identities, upstreams, routes"
            ]
        ),
        (
            "port: 8080",
            "        port: 8080\n        gateway: { routes: [{ path: /a, upstream: module }] }",
            [
                "tenfold.yaml:7:51: route \"/a\" goes to upstream \"module\", which is not there; did you mean "
                    + "\"modules\"?"
            ]
        ),
        (
            "port: 8080",
            "        port: 8080\n        gateway: { routes: [{ path: /a, upstream: modules, strip: /a, timeout: 1s }] }",
            [
                "tenfold.yaml:7:67: \"strip\" of route \"/a\" cannot be where it leads to modules",
                "tenfold.yaml:7:80: \"timeout\" of route \"/a\" cannot be where it leads to modules; set "
                    + "\"request-timeout\" among the limits of their service",
            ]
        ),
        (
            "port: 8080",
            "        port: 8080\n        gateway: { upstreams: { all: { servers: [127.0.0.1:1] } } }",
            ["tenfold.yaml:7:33: \"all\" is a service; give the upstream another name"]
        ),
        (
            "modules:", "        modules: [acounts, accounts, catalog, orders, email, analytics]",
            ["tenfold.yaml:8:19: no module \"acounts\" in this app; did you mean \"accounts\"?"]
        ),
        (
            "modules:", "        modules: [accounts, catalog, orders, email]",
            [
                "tenfold.yaml:3:3: module \"analytics\" is in no service of stage \"small\"; add it to one's "
                    + "\"modules\""
            ]
        ),
        (
            "port: 8080", "        port: 8080\n        modules: [email]\n        internal-port: 7000",
            ["tenfold.yaml:10:46: module \"email\" is in service \"edge\" already; it has one home"]
        ),
        (
            "internal-port", "",
            [
                "tenfold.yaml:7:7: service \"all\" has modules that others call; give it an \"internal-port\", or "
                    + "\"addresses\" where it is reached"
            ]
        ),
        (
            "port: 8080", "        port: 80800",
            [
                "tenfold.yaml:6:15: port: expected a port from 1 to 65535, came \"80800\""
            ]
        ),
        (
            "admin-port", "        admin-port: 9110\n        replicas: 65",
            ["tenfold.yaml:11:19: replicas: expected a whole number from 1 to 64, came \"65\""]
        ),
        (
            "admin-port", "        admin-port: [9110]",
            [
                "tenfold.yaml:10:21: expected a port from 1 to 65535, came a list"
            ]
        ),
        (
            "  edge:", "      Edge:",
            [
                "tenfold.yaml:5:7: \"Edge\" cannot name a service: expected at most 40 lower-case letters, digits and "
                    + "dashes, beginning with a letter"
            ]
        ),
        (
            "services:", "    data: postgres://me:hush@db/shop\n    cache: memcached:x\n    services:",
            [
                "tenfold.yaml:4:11: data: the engine \"postgres\" comes with a later version; there is \"sqlite:\" so "
                    + "far",
                "tenfold.yaml:5:12: cache: no engine \"memcached\" here; there is \"memory:\"",
            ]
        ),
        (
            "services:", "    limits: { request-timeout: 30, body-bytes: many }\n    services:",
            [
                "tenfold.yaml:4:32: request-timeout: expected a duration from 1ms to 1h, such as 30s, came \"30\"",
                "tenfold.yaml:4:48: body-bytes: expected a size from 1KiB to 1GiB, such as 1MiB, came \"many\"",
            ]
        ),
        (
            "app:", "app: ship", ["tenfold.yaml:1:6: expected the app's name, \"shop\", came \"ship\""]
        ),
        (
            "internal-port", "        addresses: [\"all\", \"all:0\", \"::1:80\", \"all:7110\"]",
            [
                "tenfold.yaml:9:21: expected an address as host:port, such as 10.0.0.5:7110, came \"all\"",
                "tenfold.yaml:9:28: expected an address as host:port, such as 10.0.0.5:7110, came \"all:0\"",
                "tenfold.yaml:9:37: expected an address as host:port, such as 10.0.0.5:7110, came \"::1:80\"",
            ]
        ),
        (
            "admin-port", "        admin-port: 9110\n        settings: { emial.smtp: x, sender: y }",
            [
                "tenfold.yaml:11:21: service \"all\" has no module \"emial\" to set; did you mean \"email\"?",
                "tenfold.yaml:11:36: expected module.key, came \"sender\"",
            ]
        ),
    ])
    func `a wrong value is told with its place and what was expected`(
        line: String, replacement: String, faults: [String]
    ) {
        #expect(StageFixture.faults(in: StageFixture.small(line, replacement)) == faults)
    }

    @Test func `all faults come at once, from other stages too`() {
        let text = StageFixture.small("port: 8080", "        port: eighty") + "\n  other: { servces: {} }\n  third: {}"
        #expect(
            StageFixture.faults(in: text) == [
                "tenfold.yaml:6:15: port: expected a port from 1 to 65535, came \"eighty\"",
                "tenfold.yaml:11:12: unknown key \"servces\" in stage \"other\"; did you mean \"services\"?",
                "tenfold.yaml:12:3: stage \"third\" has no \"services\"",
            ])
    }

    @Test func `keys given twice hide no other fault, and no column shifts`() {
        let text = StageFixture.small(
            "port: 8080", "        { port: 1, port: 8080, \"host\": a, host: b, loops: x, port: 8080, replcas: 3 }")
        #expect(
            StageFixture.faults(in: text) == [
                "tenfold.yaml:6:11: key \"port\" is given again in the same map; keep one",
                "tenfold.yaml:6:20: key \"port\" is given again in the same map; keep one",
                "tenfold.yaml:6:32: key \"host\" is given again in the same map; keep one",
                "tenfold.yaml:6:59: loops: expected a whole number from 1 to 1024, came \"x\"",
                "tenfold.yaml:6:74: unknown key \"replcas\" in service \"edge\"; did you mean \"replicas\"?",
            ])
    }

    @Test func `a thousand keys given twice are answered in time`() {
        let junk = (0..<1_000).map { "        k\($0): 1\n        k\($0): 2" }.joined(separator: "\n")
        let text = StageFixture.small("port: 8080", junk)
        #expect(StageFixture.faults(in: text).count == 17)
    }

    @Test func `many faults are counted, not all told`() {
        let junk = (0..<80).map { "        k\($0): 1" }.joined(separator: "\n")
        let text = StageFixture.small("port: 8080", "        port: 8080\n\(junk)")
        do {
            _ = try StageFixture.stages(text)
            Issue.record("the file was taken")
        } catch {
            let lines = String(describing: error).split(separator: "\n")
            #expect(lines.count == 51)
            #expect(lines.last == "and 30 more")
        }
    }

    @Test(arguments: [
        ("port: 8080", "        port: 7111", "port of \"edge\" takes 7111 on the same host"),
        ("port: 8080", "        port: 8080\n        admin-port: 7110", "admin-port of \"edge\" takes 7110"),
    ])
    func `ports that meet are told, ranges of replicas too`(line: String, replacement: String, part: String) {
        let text = StageFixture.small(line, replacement)
            .replacing("admin-port: 9110", with: "admin-port: 9110\n        replicas: 2")
        let faults = StageFixture.faults(in: text)
        #expect(faults.count == 1)
        #expect(faults.first?.contains("takes 7110 to 7111") == true)
        #expect(faults.first?.contains(part) == true)
    }

    @Test func `ports of different hosts do not meet`() throws {
        let text = StageFixture.small("port: 8080", "        port: 7110\n        host: 127.0.0.2")
        #expect(StageFixture.faults(in: text).isEmpty)
        let everywhere = StageFixture.small("port: 8080", "        port: 7110\n        host: 0.0.0.0")
        #expect(StageFixture.faults(in: everywhere).count == 1)
    }

    @Test func `services on machines of their own may share port numbers`() {
        let text = """
            app: shop
            stages:
              kubernetes:
                services:
                  edge: { port: 8080, addresses: ["edge:7100"], host: 0.0.0.0 }
                  one: { modules: [accounts, catalog], internal-port: 7100, addresses: ["one:7100"], host: 0.0.0.0 }
                  two: { modules: [orders, email, analytics], internal-port: 7100, addresses: ["two:7100"], replicas: 9 }
            """
        #expect(StageFixture.faults(in: text).isEmpty)
    }

    @Test func `replicas may not run beyond the last port`() {
        let text = StageFixture.small("internal-port", "        internal-port: 65530\n        replicas: 10")
        #expect(
            StageFixture.faults(in: text) == [
                "tenfold.yaml:9:24: internal-port: 10 replicas from port 65530 on end at 65539, beyond 65535"
            ])
    }
}
